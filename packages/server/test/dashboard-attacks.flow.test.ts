import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { partnerOne } from './a-broker.ts';
import { aDatabase } from './a-database.ts';
import { aDashboard, type DashboardBrowser, dashboardUrl } from './a-dashboard.ts';

const countOf = (answers: readonly Response[]): Record<string, number> => {
  const groups = Map.groupBy(answers, ({ status }) => String(status));
  return Object.fromEntries([...groups].map(([status, { length }]) => [status, length]));
};

const noAccounts = { url: dashboardUrl, accounts: undefined };

const proofOf = async (browser: DashboardBrowser): Promise<string> =>
  /name="form" value="([^"]+)"/.exec((await browser.open('/dashboard')).html)?.[1] ?? assert.fail();

const post = (browser: DashboardBrowser, path: string, body: URLSearchParams): Promise<Response> =>
  browser.request(path, { method: 'POST', headers: { origin: dashboardUrl }, body });

test('a form of twelve thousand fields is refused in a few words', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('operator');
  const body = new URLSearchParams({ form: await proofOf(browser) });
  for (let at = 0; at < 12_000; at++) body.append(at.toString(36), at < 400 ? 'x' : '');
  const refused = await post(browser, '/dashboard/audit/verification', body);
  assert.equal(refused.status, 400);
  const text = await refused.text();
  assert.match(text, /invalid_request/);
  assert.ok((/<p>(The form[^<]*)<\/p>/.exec(text)?.[1]?.length ?? 0) < 2000);
});

test('what a form or an address says is shown so that it can turn no text round', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn();
  const body = new URLSearchParams({ form: await proofOf(browser), '\u202eevil': 'x' });
  const refused = await (await post(browser, '/dashboard/audit/verification', body)).text();
  assert.match(refused, /invalid_request/);
  assert.ok(!refused.includes('\u202e'));
  const turned = encodeURIComponent('\u202e"><b>evil');
  for (const path of [
    `invitations/${turned}/revoke`,
    `callers/${turned}`,
    `callers/${turned}/policy`,
    `callers/${turned}/keys/${turned}/remove`,
    `partners/${turned}`,
    `partners/${turned}/customers`,
    `partners/${turned}/grants/${turned}/revoke`,
    `posture/${turned}`,
    `posture/${turned}/${turned}`,
    `posture/${turned}/${turned}/report/en`,
    `sweeps/${turned}`,
    `sweeps/${turned}/customers`,
    `sweeps/${turned}/remove`,
    `stop/${turned}`,
    `lift/${turned}`,
    `audit?tenant=${turned}&caller=${turned}&from=${turned}`,
    `partners?begins=${turned}&state=${turned}&after=${turned}`,
    `invitations/new?kind=${turned}&partner=${turned}`,
    `posture?partner=${turned}&order=${turned}`,
    `callers?name=${turned}&after=${turned}`,
    `sweeps?after=${turned}`,
    `start-sweep?task=${turned}`,
    `?done=${turned}`,
  ]) {
    const page = await browser.open(`/dashboard/${path}`);
    // A field that somebody filled in holds what they filled in.
    const html = page.html.replaceAll(/<(?:input|textarea)[^>]*>/g, '');
    assert.ok(!html.includes('\u202e') && !html.includes('<b>evil'), path);
    assert.ok(page.status < 500, `${path}: ${page.status}`);
  }
});

test('of several who use a link at once one is signed in', async () => {
  await using d = await aDashboard();
  const { url } = await d.t.operator.call('createDashboardLink', { body: {} });
  const { pathname } = new URL(url);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => post(d.browser(), pathname, new URLSearchParams())),
  );
  assert.deepEqual(countOf(answers), { 303: 1, 404: 7 });
});

test('of several who use a link at once, at two replicas on Postgres, one is signed in', async () => {
  const { address, drop } = await aDatabase();
  try {
    await using d = await aDashboard({ config: { database: address, dashboard: noAccounts } });
    const first = d.t.broker;
    const second = await d.t.addReplica();
    const { url } = await d.t.operator.call('createDashboardLink', { body: {} });
    const { pathname } = new URL(url);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => {
        d.t.turnTo(at % 2 === 0 ? first : second);
        return post(d.browser(), pathname, new URLSearchParams());
      }),
    );
    assert.deepEqual(countOf(answers), { 303: 1, 404: 7 });
  } finally {
    await drop();
  }
});

test('while the audit cannot be written nobody is signed in, and nothing is done', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn();
  const form = await proofOf(browser);
  const { url } = await d.t.operator.call('createDashboardLink', { body: {} });
  const { pathname } = new URL(url);
  using audit = new DatabaseSync(join(d.t.folder, 'data', 'audit.db'));
  audit.exec('BEGIN EXCLUSIVE');
  const other = d.browser();
  assert.equal((await post(other, pathname, new URLSearchParams())).status, 503);
  assert.equal(other.cookies.size, 0);
  const invite = new URLSearchParams({ form, kind: 'connect', partner: partnerOne });
  assert.equal((await post(browser, '/dashboard/invitations/new', invite)).status, 503);
  audit.exec('ROLLBACK');
  assert.deepEqual((await d.t.operator.call('listInvitations', {})).items, []);
});

test('HEAD reaches nothing that is recorded', async () => {
  await using d = await aDashboard();
  await d.t.aConnectedPartner();
  const browser = await d.signedIn('operator');
  const page = await browser.open(`/dashboard/posture/${partnerOne}`);
  await browser.send(page, `/dashboard/posture/${partnerOne}/make`);
  await d.t.broker.app.posture.settled();
  const countReads = async () => (await d.t.events()).filter(({ type }) => type === 'posture.read').length;
  const before = await countReads();
  const { status } = await browser.request(`/dashboard/posture/${partnerOne}`, { method: 'HEAD' });
  assert.equal(status, 405);
  assert.equal(await countReads(), before);
});

test('a link that is over signs nobody in, and its handle stands in no log and no record', async () => {
  await using d = await aDashboard();
  const link = async () =>
    new URL((await d.t.operator.call('createDashboardLink', { body: {} })).url).pathname;
  const [late, used] = [await link(), await link()];
  const browser = d.browser();
  await browser.send(await browser.open(used), used);
  d.t.sandbox.clock.move(5 * 60_000);
  assert.equal((await post(d.browser(), late, new URLSearchParams())).status, 404);
  const written = d.t.logged.join('\n') + JSON.stringify(await d.t.events());
  for (const path of [late, used]) assert.ok(!written.includes(path.split('/').at(-1) ?? ''));
  for (const value of browser.cookies.values()) assert.ok(!written.includes(value));
});

test('every answer of the dashboard is kept by nobody and framed by nobody', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn();
  const answers = [
    await browser.request('/dashboard'),
    await browser.request('/dashboard/none'),
    await browser.request('/dashboard', { method: 'PUT' }),
    await browser.request('/dashboard/partners', { method: 'HEAD' }),
    await browser.request('/dashboard/sign-out', { method: 'POST' }),
    await browser.request('/dashboard/add-caller'),
    await d.browser().request('/dashboard/sign-in'),
    await d.browser().request('/dashboard/link/none'),
    await d.browser().request('/dashboard/partners'),
    await browser.request('/dashboard', { headers: { accept: 'text/event-stream' } }),
  ];
  for (const { status, url, headers, body } of answers) {
    assert.equal(headers.get('cache-control'), 'no-store', `${status} ${url}`);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', `${status} ${url}`);
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, `${status} ${url}`);
    await body?.cancel();
  }
});

test('paths that could be read in another way, and other methods, come nowhere', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('viewer');
  for (const path of [
    '/dashboard//partners',
    '/dashboard/partners%2f',
    '/dashboard/partners;x',
    '/dashboard/x%5c',
  ])
    assert.equal((await browser.request(path)).status, 400, path);
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    assert.equal((await browser.request('/dashboard/stop/everything', { method })).status, 405, method);
  const form = await proofOf(browser);
  for (const path of ['/dashboard', '/dashboard/partners', '/dashboard/settings'])
    assert.equal((await post(browser, path, new URLSearchParams({ form }))).status, 404, path);
});

test('the events of a page end when its session does', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('viewer');
  const { body } = await browser.request('/dashboard', { headers: { accept: 'text/event-stream' } });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader() ?? assert.fail();
  let read = '';
  while (!read.includes('"id":"figures"')) read += (await reader.read()).value ?? assert.fail(read);
  await post(browser, '/dashboard/sign-out', new URLSearchParams({ form: await proofOf(browser) }));
  for (let next = await reader.read(); !next.done; next = await reader.read()) read += next.value;
  assert.match(read, /event: end/);
});

test('a page that only keeps itself up to date keeps nobody signed in', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('viewer');
  for (let times = 0; times < 3; times++) {
    d.t.sandbox.clock.move(25 * 60_000);
    const { body } = await browser.request('/dashboard', { headers: { accept: 'text/event-stream' } });
    await body?.cancel();
  }
  assert.match((await browser.open('/dashboard')).path, /sign-in/);
});

test('what was done is told by our own redirect, and by no link of somebody else', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn();
  const path = '/dashboard/partners?done=stop-scope';
  const opened = async (site: string) => (await browser.open(path, { 'sec-fetch-site': site })).text;
  assert.match(await opened('same-origin'), /It is stopped/);
  for (const site of ['cross-site', 'same-site', 'none'])
    assert.doesNotMatch(await opened(site), /It is stopped/, site);
});

test('what no database can hold is looked for in none', async () => {
  const { address, drop } = await aDatabase();
  try {
    await using d = await aDashboard({ config: { database: address, dashboard: noAccounts } });
    await d.t.aConnectedPartner();
    const browser = await d.signedIn();
    for (const path of [
      '/partners?begins',
      `/partners/${partnerOne}/customers?begins`,
      '/invitations?begins',
      '/callers?name',
      '/posture?partner',
      '/audit?actor',
      '/audit?type',
      '/audit?person',
      '/sweeps?after',
      '/partners?after',
    ]) {
      const { status, text } = await browser.open(`/dashboard${path}=a%00b`);
      assert.ok(status < 500 && text.includes('invalid_request'), `${path}: ${status} ${text.slice(0, 300)}`);
    }
  } finally {
    await drop();
  }
});
