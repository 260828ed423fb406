import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partnerOne } from './a-broker.ts';
import { aGate } from './a-gate.ts';
import { aDashboard, type DashboardBrowser, dashboardUrl, type TestDashboard } from './a-dashboard.ts';

async function aSweep(d: TestDashboard, task = 'users'): Promise<string> {
  await d.t.aConnectedPartner();
  const { id } = await d.t.operator.call('createSweep', { body: { task, partners: [partnerOne] } });
  return id;
}

/** Lets the broker do its work, as its job does each second. */
async function work(d: TestDashboard, id: string): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await d.t.broker.app.sweeps.look();
    await d.t.broker.app.sweeps.settled();
    if ((await d.t.operator.call('getSweep', { params: { id } })).state === 'ended') return;
  }
  assert.fail('the sweep does not end');
}

const start = async (browser: DashboardBrowser, fields: Record<string, string>) =>
  browser.send(await browser.open('/dashboard/start-sweep'), '/dashboard/start-sweep', fields);

test('a sweep is started in a form, followed, read as a file, and removed', async () => {
  await using d = await aDashboard();
  await d.t.aConnectedPartner();
  const browser = await d.signedIn('operator');
  assert.match((await browser.open('/dashboard/sweeps')).text, /There is no sweep yet/);
  const begun = await start(browser, { task: 'users', partners: partnerOne });
  assert.match(begun.text, /The sweep was begun/);
  const [one] = (await d.t.operator.call('listSweeps', {})).items;
  const id = one?.id ?? '';
  await work(d, id);

  const page = await browser.open(`/dashboard/sweeps/${id}`);
  assert.match(page.text, /ended 3 of 3 customers.*Why customers failed.*AADSTS65001/);
  assert.match((await browser.open('/dashboard/sweeps')).text, /users ended/);
  const failed = await browser.open(`/dashboard/sweeps/${id}/customers?state=failed&class=tenant`);
  assert.doesNotMatch(failed.text, /Customer A/);
  assert.match(failed.text, /Customer B.*tenant_setup/);
  const found = await browser.open(`/dashboard/sweeps/${id}/customers?customer=customer%20a`);
  assert.match(found.text, /Customer A .* done/);
  assert.doesNotMatch(found.text, /Customer B/);

  for (const [format, type] of [
    ['csv', 'text/csv; charset=utf-8'],
    ['ndjson', 'application/x-ndjson'],
  ] as const) {
    const file = await browser.request(`/dashboard/sweeps/${id}/rows.${format}`);
    assert.equal(file.headers.get('content-type'), type);
    assert.equal(file.headers.get('content-disposition'), `attachment; filename="${id}.${format}"`);
    assert.match(await file.text(), /Customer A/);
  }
  assert.equal((await d.t.events()).filter(({ type }) => type === 'sweep.read').length, 2);

  const path = `/dashboard/sweeps/${id}/remove`;
  const asked = await browser.open(path);
  assert.match(asked.text, /goes for good/);
  assert.match((await browser.send(asked, path)).text, /The sweep was removed/);
  assert.equal((await browser.open(`/dashboard/sweeps/${id}`)).status, 404);
});

test('a sweep is stopped and let go on, and its failed customers are tried again', async () => {
  const gate = aGate();
  await using d = await aDashboard({ watch: gate.watch });
  using held = gate.hold('/v1.0/users');
  const id = await aSweep(d);
  await held.arrived;
  const browser = await d.signedIn('operator');
  const path = `/dashboard/sweeps/${id}`;
  const stopped = await browser.send(await browser.open(path), `${path}/stop`);
  assert.match(stopped.text, /The sweep was stopped\..*stopped/);
  assert.doesNotMatch(stopped.html, /\/stop"/);
  held.release();
  const resumed = await browser.send(stopped, `${path}/resume`);
  assert.match(resumed.text, /goes on with the customers that are left/);
  await work(d, id);
  const remainder = await browser.send(await browser.open(path), `${path}/remainder`);
  assert.match(remainder.text, new RegExp(`Remainder of ${id}`));
});

test('the parts of a page of a sweep that is under way come as events, and end with it', async () => {
  await using d = await aDashboard();
  const id = await aSweep(d);
  const browser = await d.signedIn('viewer');
  const page = await browser.open(`/dashboard/sweeps/${id}`);
  assert.match(page.html, /id="progress" data-live/);
  const events = await browser.request(`/dashboard/sweeps/${id}`, {
    headers: { accept: 'text/event-stream' },
  });
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader() ?? assert.fail();
  let read = '';
  while (!read.includes('"id":"acts"')) read += (await reader.read()).value ?? assert.fail(read);
  await reader.cancel();
  assert.match(read, /"id":"progress".*Customers that are finished/s);
  await work(d, id);
  d.t.sandbox.control.moveClock(2 * 60_000);
  assert.doesNotMatch((await browser.open(`/dashboard/sweeps/${id}`)).html, /<script>/);
});

test('a form that is wrong begins nothing, says what is wrong, and keeps what was filled in', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('operator');
  const wrong = { task: 'nothing', partners: 'x', customers: 'y', params: '{', concurrency: '0' };
  const page = await start(browser, wrong);
  assert.match(page.text, /5 fields need another look/);
  assert.match(page.html, /id="field-partners"[^>]*aria-invalid="true">\nx<\/textarea>/);
  const refused = await start(browser, { task: 'hunting', partners: partnerOne });
  assert.match(refused.text, /What to do/);
  assert.match(refused.html, new RegExp(`\\n${partnerOne}</textarea>`));
  assert.deepEqual((await d.t.operator.call('listSweeps', {})).items, []);
});

test('a viewer follows and reads, is offered nothing else, and may nothing else', async () => {
  await using d = await aDashboard();
  const id = await aSweep(d);
  const browser = await d.signedIn('viewer');
  const [list, page] = [
    await browser.open('/dashboard/sweeps'),
    await browser.open(`/dashboard/sweeps/${id}`),
  ];
  for (const { html } of [list, page]) assert.doesNotMatch(html, /start-sweep|\/stop|\/remove|\/remainder/);
  const form = /name="form" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  for (const act of [
    'start-sweep',
    ...['stop', 'resume', 'remainder', 'remove'].map((one) => `sweeps/${id}/${one}`),
  ]) {
    const init = { method: 'POST', headers: { origin: dashboardUrl }, body: new URLSearchParams({ form }) };
    assert.equal((await browser.request(`/dashboard/${act}`, init)).status, 403, act);
  }
  assert.notEqual((await d.t.operator.call('getSweep', { params: { id } })).state, 'stopped');
});
