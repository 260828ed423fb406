import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerA, customerB, partnerOne } from './a-broker.ts';
import { claimsOf } from './claims-of.ts';
import { graph, inTrouble, partnerCenter, type Trouble } from './in-trouble.ts';

/** A partner with two consented accounts: the service account, and then the administrator, whose consent is the newer one. */
async function twoAccounts(): Promise<Trouble> {
  const trouble = await inTrouble();
  const { t } = trouble;
  t.sandbox.control.moveClock(1000);
  const page = await t.connect(await t.invite(), t.user('admin'));
  assert.equal(page.status, 200);
  assert.equal((await t.operator.call('listGrants', {})).items.length, 2);
  t.sandbox.ledger.clear();
  return trouble;
}

async function whoServes({ caller }: Trouble, body = graph): Promise<unknown> {
  return claimsOf((await caller.call('acquireToken', { body })).accessToken)['unique_name'];
}

const service = 'service@partner-one.example';
const admin = 'admin@partner-one.example';

test('the account with the newest consent serves, as long as it can', async () => {
  await using trouble = await twoAccounts();
  assert.equal(await whoServes(trouble), admin);
  assert.equal(await whoServes(trouble, partnerCenter), admin);
});

test('where the first account is stopped, the second serves the same call, and is the one that is recorded', async () => {
  await using trouble = await twoAccounts();
  const { t } = trouble;
  t.user('admin').state = 'disabled';
  assert.equal(await whoServes(trouble), service);
  assert.equal(await whoServes(trouble, partnerCenter), service);
  const grants = (await t.operator.call('listGrants', {})).items;
  const second = grants.find(({ username }) => username === service);
  const issued = (await t.events()).filter((event) => event.type === 'token.issued');
  assert.deepEqual(new Set(issued.map((event) => event.grant)), new Set([second?.id]));
});

test('where the consent of the first account is gone, it is marked, and the second serves the same call', async () => {
  await using trouble = await twoAccounts();
  const { t } = trouble;
  t.user('admin').sessionsRevokedAt = t.sandbox.clock.now() + 1;
  assert.equal(await whoServes(trouble, partnerCenter), service);
  const states = (await t.operator.call('listGrants', {})).items.map(({ username, state }) => [
    username,
    state,
  ]);
  assert.deepEqual(
    new Map(states as [string, string][]),
    new Map([
      [admin, 'consent_needed'],
      [service, 'healthy'],
    ]),
  );
});

test('where a customer lets the first account in no more, the second may be welcome', async () => {
  await using trouble = await twoAccounts();
  const { t } = trouble;
  const relationship = t.sandbox.world.relationships.find(
    ({ customerTenantId }) => customerTenantId === customerA,
  );
  assert.ok(relationship);
  relationship.userObjectIds = [t.user('service').objectId];
  assert.equal(await whoServes(trouble), service);
});

test('what would meet every account is asked once, with the first', async () => {
  await using trouble = await twoAccounts();
  const { t, refused, play } = trouble;
  assert.equal((await refused({ ...graph, customer: customerB })).code, 'tenant_setup');
  assert.equal(t.sandbox.ledger.tokenRequests({ tenant: customerB }).length, 1);

  for (const [fault, code] of [
    [53003, 'ca_blocked'],
    [50076, 'step_up_needed'],
  ] as const) {
    const played = play({ kind: 'aadsts', code: fault }, { tenant: customerA });
    assert.equal((await refused()).code, code);
    assert.equal(played.played(), 1, code);
    played.remove();
    trouble.later();
  }
});

test('passing trouble, and our own credential, are not tried with the second account', async () => {
  await using trouble = await twoAccounts();
  const { refused, play, later } = trouble;
  for (const fault of [
    { kind: 'answer', status: 429 },
    { kind: 'aadsts', code: 7000215 },
    { kind: 'aadsts', code: 50196 },
  ] as const) {
    const played = play(fault);
    await refused();
    assert.equal(played.played(), 1);
    played.remove();
    later();
  }
});

test('where both accounts are refused, the refusal of the first is told', async () => {
  await using trouble = await twoAccounts();
  const { t, refused } = trouble;
  t.user('admin').state = 'disabled';
  t.user('service').sessionsRevokedAt = t.sandbox.clock.now() + 1;
  const { code, facts } = await refused(partnerCenter);
  assert.deepEqual([code, facts['tenant']], ['admin_needed', partnerOne]);
});
