import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const ours = 'http://localhost:44395';

/** A partner that has connected, and the link that the last page showed. */
async function withLink(t: TestBroker): Promise<string> {
  const page = await t.connect(await t.invite());
  const [link] = /http:\/\/localhost:44395\/withdraw\/[A-Za-z0-9_-]{43}/.exec(page.text) ?? [];
  assert.ok(link, page.text);
  return link;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

const press = (t: TestBroker, link: string, origin: string): Promise<Response> =>
  t.send(
    new Request(link, {
      method: 'POST',
      body: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
    }),
  );

test('who gave a grant takes it back by the link of the last page, and reads what is left', async () => {
  await using t = await aBroker();
  const link = await withLink(t);
  const caller = await t.aCaller();
  const { expiresAt } = await caller.call('acquireToken', { body: graph });
  const who = t.person();
  const shown = await who.open(link);
  assert.equal(shown.status, 200);
  assert.equal(
    (await t.broker.store.grants.list({ limit: 1 }))[0]?.state,
    'healthy',
    'opening changes nothing',
  );
  const done = await who.submit(shown);
  assert.equal(done.status, 200);
  assert.match(done.text, /The refresh token is destroyed/);
  assert.match(done.text, new RegExp(`valid until .*${new Date(expiresAt).getUTCFullYear()}`));
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  assert.deepEqual(
    [grant?.state, grant?.stateReason, grant?.purged?.outcome],
    ['revoked', 'withdrawn', 'destroyed'],
  );
  assert.ok(grant);
  assert.equal(
    await codeOf(t.broker.store.vault.get(grant.secret, { grant: grant.id, version: grant.version })),
    'secret_missing',
  );
  const asked = t.tokenRequests();
  assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'grant_revoked');
  assert.equal(t.tokenRequests(), asked);
  const events = (await t.events()).filter(({ actor }) => actor === 'invited person').map(({ type }) => type);
  assert.deepEqual(events.slice(0, 3), ['grant.purged', 'grant.state_changed', 'grant.take_back']);
  // Opened again, it says the same.
  assert.match((await who.open(link)).text, /The refresh token is destroyed/);
});

test('takes nothing back for a page of another origin, and nothing by a link that was made up', async () => {
  await using t = await aBroker();
  const link = await withLink(t);
  assert.equal((await press(t, link, 'https://elsewhere.example')).status, 403);
  const madeUp = `${ours}/withdraw/${'A'.repeat(43)}`;
  assert.equal((await press(t, madeUp, ours)).status, 404);
  assert.equal((await t.send(new Request(madeUp))).status, 404);
  assert.equal((await t.broker.store.grants.list({ limit: 1 }))[0]?.state, 'healthy');
});

test('works after a restart, for the newest consent only, and stands nowhere in clear', async () => {
  await using t = await aBroker();
  const older = await withLink(t);
  t.sandbox.control.moveClock(1000);
  const newer = await withLink(t);
  await t.restart();
  assert.equal((await press(t, older, ours)).status, 404);
  const handle = newer.split('/').at(-1) ?? '';
  assert.ok(!t.logged.join().includes(handle));
  assert.ok(!JSON.stringify(await t.events()).includes(handle));
  assert.equal((await press(t, newer, ours)).status, 200);
  assert.equal((await t.broker.store.grants.list({ limit: 1 }))[0]?.state, 'revoked');
});

test('a grant that an operator revoked can still be taken out of the vault by its link', async () => {
  await using t = await aBroker();
  const link = await withLink(t);
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(grant);
  await t.operator.call('revokeGrant', { params: { id: grant.id } });
  const who = t.person();
  const shown = await who.open(link);
  assert.match(shown.text, /gets no more tokens in your name already/);
  assert.match((await who.submit(shown)).text, /The refresh token is destroyed/);
});

test('says that the same account has allowed it again, where it has', async () => {
  await using t = await aBroker();
  const older = await withLink(t);
  assert.equal((await press(t, older, ours)).status, 200);
  t.sandbox.control.moveClock(1000);
  await withLink(t);
  const { text } = await t.person().open(older);
  assert.match(text, /has allowed it again/);
  assert.ok(!text.includes('gets no more tokens in your name'));
});
