import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../src/config.ts';
import { partnerOne, partnerTwo } from './a-broker.ts';
import { aDashboard, dashboardUrl } from './a-dashboard.ts';

const rows = (html: string) => html.split('<th scope="row">').length - 1;

test('records are found by what they are about, page by page, and a filter that is wrong says so', async () => {
  await using d = await aDashboard();
  for (let number = 0; number < 60; number++)
    await d.t.invite({ partner: number < 55 ? partnerOne : partnerTwo });
  await d.t.addKey();
  const browser = await d.signedIn('viewer');
  const first = await browser.open(`/dashboard/audit?type=invitation&partner=${partnerOne}`);
  assert.equal(rows(first.html), 50);
  const next = /href="([^"]*after=[^"]*)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') ?? assert.fail();
  const second = await browser.open(next);
  assert.equal(rows(second.html), 5);
  assert.doesNotMatch(second.html, /rel="next"/);
  const [one] = (await d.t.operator.call('listCallers', {})).items;
  const id = one?.id ?? '';
  assert.equal(rows((await browser.open(`/dashboard/audit?caller=${id}`)).html), 1);
  const day = new Date(d.t.sandbox.clock.now()).toISOString().slice(0, 10);
  assert.equal(rows((await browser.open(`/dashboard/audit?type=caller&from=${day}&to=${day}`)).html), 1);
  assert.match((await browser.open('/dashboard/audit?to=2001-01-01')).text, /No record fits/);
  const wrong = await browser.open('/dashboard/audit?caller=%3Cscript%3E');
  assert.match(wrong.text, /What to do/);
  assert.match(wrong.html, /value="&lt;script&gt;"/);
});

test('an operator verifies the audit, and sees what was changed', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('operator');
  const path = '/dashboard/audit/verification';
  const page = await browser.send(await browser.open('/dashboard/audit'), path);
  assert.match(page.text, /Nothing was changed, removed, reordered or cut off/);
  const viewer = await d.signedIn('viewer');
  const looked = await viewer.open('/dashboard/audit');
  assert.doesNotMatch(looked.html, /Verify the chains/);
  const form = /name="form" value="([^"]+)"/.exec(looked.html)?.[1] ?? '';
  const init = { method: 'POST', headers: { origin: dashboardUrl }, body: new URLSearchParams({ form }) };
  assert.equal((await viewer.request(path, init)).status, 403);
});

test('our credentials are put to the proof, and a refused one is seen', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('operator');
  const page = await browser.open('/dashboard/credentials');
  assert.match(page.text, /serving.*not yet, since it was read/);
  const path = '/dashboard/credentials/proof';
  assert.match((await browser.send(page, path, { tenant: 'contoso' })).text, /The tenant is not a GUID/);
  const proved = await browser.send(page, path, { tenant: partnerOne });
  assert.match(proved.text, /Microsoft accepted each credential just now/);
  assert.doesNotMatch(proved.text, /not yet, since it was read/);
  const elsewhere = await browser.send(page, path, { tenant: '20000000-0000-4000-8000-00000000dead' });
  assert.match(elsewhere.text, /What to do/);
  assert.doesNotMatch(
    (await (await d.signedIn('viewer')).open('/dashboard/credentials')).html,
    /credentials\/proof/,
  );
});

test('settings are shown with where they come from, and nothing of what stands in their files', async () => {
  const { settings } = readConfig({
    environment: { CONSENTRY_LOG_LEVEL: 'warn' },
    file: {
      path: 'consentry.json',
      text: JSON.stringify({
        application: { id: partnerOne, secretFile: '/etc/consentry/secret', name: '<b>x' },
      }),
    },
    files: {
      look: () => ({ kind: 'nothing' }),
      read: () => ({ ok: true, text: 'canary-77\n', ownerOnly: true }),
    },
    directory: '/srv',
    now: Date.now(),
  });
  await using d = await aDashboard({ config: { settings } });
  const page = await (await d.signedIn('viewer')).open('/dashboard/settings');
  assert.match(page.text, /\/etc\/consentry\/secret.*file.*CONSENTRY_APPLICATION_SECRET_FILE/);
  assert.match(page.text, /log\.level .* warn default info environment/);
  assert.doesNotMatch(page.html, /canary-77|<b>x/);
  assert.ok(page.html.split(/<[a-z]/).length < 1500);
  await using bare = await aDashboard();
  assert.match(
    (await (await bare.signedIn('viewer')).open('/dashboard/settings')).text,
    /started by a program/,
  );
});
