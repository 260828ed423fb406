import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partnerOne } from '../../server/test/a-broker.ts';
import { aListeningBroker } from '../../server/test/a-listening-broker.ts';
import { forecast } from '../src/commands/forecast.ts';
import type { Output } from '../src/terminal/output.ts';

const dayMs = 24 * 60 * 60 * 1000;

async function say(options: object): Promise<{
  readonly text: string;
  readonly data: { readonly renewals?: readonly { readonly url: string; readonly grant: string }[] };
  readonly code: typeof process.exitCode;
}> {
  const said: { text: string; data: object }[] = [];
  const output: Output = {
    json: false,
    result: (text, data) => void said.push({ text: text(), data: data as object }),
    note: () => undefined,
  };
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    await forecast(options, output);
    return { ...(said[0] ?? assert.fail('nothing was said')), code: process.exitCode };
  } finally {
    process.exitCode = before;
  }
}

test('says when grants end, fails where one ends within a time, and lists what was not read', async () => {
  await using listening = await aListeningBroker();
  const { t, url } = listening;
  await t.aConnectedPartner();
  const reach = { url, keyFile: t.broker.store.operatorKeyFile };
  const all = await say(reach);
  assert.match(all.text, /service@partner-one\.example +\S+ +90 d +inactivity|89 d +inactivity/);
  assert.match(all.text, /not read: relationships \(api_forbidden\)/);
  assert.equal(all.code, 0);
  assert.equal((await say({ ...reach, partner: partnerOne, within: '30d' })).code, 0);
  assert.equal((await say({ ...reach, partner: partnerOne, within: '91d' })).code, 1);
});

test('makes a link for each grant that a sign-in saves, for its account alone, and none where nothing ends', async () => {
  await using listening = await aListeningBroker();
  const { t, url } = listening;
  await t.aConnectedPartner();
  const reach = { url, keyFile: t.broker.store.operatorKeyFile };
  const none = await say({ ...reach, renew: true });
  assert.deepEqual(none.data.renewals, []);
  assert.match(none.text, /Nothing ends that a new sign-in would renew/);
  t.sandbox.control.revokeSessions(t.user('service').objectId);
  t.sandbox.control.moveClock(2 * dayMs);
  await t.broker.app.tokens.keepAlive(60);
  const renewed = await say({ ...reach, renew: true, within: '7d' });
  assert.equal(renewed.code, 1);
  assert.match(renewed.text, /AADSTS50173/);
  const [renewal] = renewed.data.renewals ?? [];
  assert.ok(renewal !== undefined && renewed.text.includes(renewal.url));
  assert.ok(!t.logged.some((line) => line.includes(renewal.url.split('/').at(-1) ?? '')));
  assert.equal((await t.connect(renewal.url, t.user('service'))).status, 200);
  assert.equal((await say({ ...reach, within: '7d' })).code, 0);
});
