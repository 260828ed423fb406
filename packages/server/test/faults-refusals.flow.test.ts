import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { type ErrorCode, Secret } from '@consentry/core';
import { customerA, customerB, customerC } from './a-broker.ts';
import { graph, inTrouble, partnerCenter } from './in-trouble.ts';

/** Rows F-34 … F-36 and F-42 … F-52 of the fault matrix: what a refusal means, for whom, and for how long. */

test('F-34, F-35: with a clock that is ten minutes or ninety seconds off, refresh tokens are redeemed all the same', async () => {
  for (const offMs of [10 * 60_000, -10 * 60_000, 90_000]) {
    let ours = 0;
    await using trouble = await inTrouble({
      watch: (fetch) => async (request) => {
        const answer = await fetch(request);
        const { date: _, ...headers } = answer.headers;
        return { ...answer, headers: { ...headers, date: new Date(Date.now() - ours).toUTCString() } };
      },
    });
    ours = offMs;
    trouble.t.sandbox.control.moveClock(offMs);
    assert.ok(await trouble.caller.call('acquireToken', { body: graph }));
  }
});

test('F-36: an answer without a refresh token leaves the old one where it is, and in use', async () => {
  await using trouble = await inTrouble();
  const { t, play, caller, heals, later } = trouble;
  const body = JSON.stringify({ token_type: 'Bearer', access_token: 'opaque', expires_in: 60 });
  const played = play({ kind: 'answer', status: 200, body });
  later();
  assert.ok(await caller.call('acquireToken', { body: partnerCenter }));
  await heals(played);
  assert.ok(t.sandbox.ledger.refreshTokens().length > 1);
});

for (const [why, code, reason] of [
  ['revoked', 50173, 'consent_needed:50173'],
  ['expired', 70008, 'consent_needed:70008'],
  ['unused for ninety days', 700082, 'consent_needed:700082'],
] as const) {
  test(`F-42: a grant that is dead, ${why}, is told once to the cloud and to everybody after, with reason and date`, async () => {
    await using trouble = await inTrouble();
    const { play, refused, grant } = trouble;
    const played = play({ kind: 'aadsts', code });
    assert.equal((await refused(partnerCenter)).code, 'consent_needed');
    for (let index = 0; index < 10; index++) {
      const { code: told, facts, remedy } = await refused();
      assert.equal(told, 'consent_needed');
      assert.equal(facts['reason'], reason);
      assert.match(String(facts['since']), /^\d{4}-/);
      assert.match(remedy, /consentry invite/);
    }
    assert.equal(played.played(), 1);
    assert.equal((await grant()).state, 'consent_needed');
  });
}

for (const [what, code] of [
  ['disabled', 50057],
  ['locked', 50053],
  ['in need of a new password', 50055],
] as const) {
  test(`F-43: an account that is ${what} is for an administrator of the partner to see to`, async () => {
    await using trouble = await inTrouble();
    const { play, refused, grant } = trouble;
    play({ kind: 'aadsts', code });
    assert.equal((await refused(partnerCenter)).code, 'admin_needed');
    assert.equal((await grant()).state, 'admin_needed');
  });
}

test('F-44: a step-up keeps its claims letter by letter, and other tenants go on', async () => {
  await using trouble = await inTrouble();
  const { refused, heals, caller, play } = trouble;
  const claims = '{"access_token":{"capolids":{"essential":true,"values":["c1"]}}}';
  const body = JSON.stringify({ error: 'interaction_required', error_codes: [50076], claims });
  const played = play({ kind: 'answer', status: 400, body }, { tenant: customerA });
  for (let index = 0; index < 10; index++) {
    const { code, status, facts } = await refused();
    assert.deepEqual(
      [code, status, facts['tenant'], facts['claims']],
      ['step_up_needed', 409, customerA, claims],
    );
  }
  assert.equal(played.played(), 1);
  assert.ok(await caller.call('acquireToken', { body: partnerCenter }));
  await heals(played);
});

test('F-45: a customer’s conditional access blocks that customer alone, for a quarter of an hour at most', async () => {
  const policy = {
    id: '60000000-0000-4000-8000-000000000002',
    tenantId: customerA,
    displayName: 'Block',
    state: 'enabled',
    users: { include: 'all' },
    resources: 'all',
    grant: 'block',
  } as const;
  await using trouble = await inTrouble({
    world: ({ conditionalAccess }) => void conditionalAccess.push(policy),
  });
  const { refused, grant, caller, t } = trouble;
  const { code, status, remedy } = await refused();
  assert.deepEqual([code, status], ['ca_blocked', 409]);
  assert.match(remedy, /administrator/);
  assert.equal((await grant()).state, 'healthy');
  assert.ok(await caller.call('acquireToken', { body: partnerCenter }));

  t.sandbox.world.conditionalAccess = [];
  assert.equal((await refused()).code, 'ca_blocked');
  t.sandbox.control.moveClock(60_000);
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

test('F-46, F-47: what is missing at one customer is told for that one, asked once, and longer apart each time', async () => {
  await using trouble = await inTrouble();
  const { refused, grant, caller, t } = trouble;
  for (const customer of [customerB, customerC]) {
    const wanted = { ...graph, customer };
    const asked = (): number => t.sandbox.ledger.tokenRequests({ tenant: customer }).length;
    t.sandbox.ledger.clear();
    const refusals = await Promise.all(Array.from({ length: 100 }, () => refused(wanted)));
    assert.deepEqual([...new Set(refusals.map(({ code }) => code))], ['tenant_setup']);
    assert.equal(asked(), 1);
    const minutes = [1, 2, 4, 8, 15, 15];
    for (const [times, restMinutes] of minutes.entries()) {
      t.sandbox.control.moveClock(restMinutes * 60_000 - 1_000);
      const { retryAfterMs = 0 } = await refused(wanted);
      assert.ok(retryAfterMs <= 1_000 && retryAfterMs > 0, String(retryAfterMs));
      assert.equal(asked(), times + 1);
      t.sandbox.control.moveClock(1_000);
      await refused(wanted);
      assert.equal(asked(), times + 2);
    }
  }
  assert.equal((await grant()).state, 'healthy');
  assert.ok(await caller.call('acquireToken', { body: graph }));
});

test('F-46: who repaired a customer’s consent forces a new look, instead of waiting', async () => {
  await using trouble = await inTrouble();
  const { refused, caller, t } = trouble;
  const wanted = { ...graph, customer: customerB };
  await refused(wanted);
  const consent = t.sandbox.world.consents.find(({ tenantId }) => tenantId === customerA);
  assert.ok(consent);
  t.sandbox.world.consents.push({ ...structuredClone(consent), tenantId: customerB });
  assert.equal((await refused(wanted)).code, 'tenant_setup');
  assert.equal((await caller.call('acquireToken', { body: { ...wanted, force: true } })).tenant, customerB);
  assert.equal((await caller.call('acquireToken', { body: wanted })).fromCache, true);
});

test('F-48: our own secret that expired is found out at two tenants, stops everything for half a minute, and marks no grant', async () => {
  await using trouble = await inTrouble();
  const { t, refused, grant, caller } = trouble;
  const [secret] = t.sandbox.world.applications[0]?.secrets ?? [];
  assert.ok(secret);
  secret.expiresAt = t.sandbox.clock.now() - 1;
  t.sandbox.ledger.clear();
  const { code, status, facts } = await refused();
  assert.deepEqual([code, status, facts['aadsts']], ['client_credential', 502, 7000222]);
  for (const wanted of [graph, partnerCenter, { ...graph, access: 'app-only' as const, force: true }]) {
    assert.equal((await refused(wanted)).code, 'client_credential');
  }
  assert.equal(t.tokenRequests(), 2);
  assert.equal((await grant()).state, 'healthy');
  assert.ok(t.logged.some((line) => line.includes('credential of the application was refused')));

  delete secret.expiresAt;
  t.sandbox.control.moveClock(30_000);
  assert.ok(await caller.call('acquireToken', { body: graph }));
});

test('F-48: a wrong secret is asked about once in half a minute, however many call', async () => {
  await using trouble = await inTrouble();
  const { t, refused } = trouble;
  const { application } = t.config;
  await t.restart({
    application: { ...application, credential: { kind: 'secret', secret: Secret.of('wrong') } },
  });
  t.sandbox.ledger.clear();
  for (let round = 1; round <= 3; round++) {
    // Two that were under way together may both have been sent.
    for (let index = 0; index < 20; index++) assert.equal((await refused()).code, 'client_credential');
    assert.equal(t.tokenRequests(), round);
    t.sandbox.control.moveClock(30_000);
  }
});

for (const [row, code, expected] of [
  ['F-49: our request was wrong', 9002313, 'client_request'],
  ['F-51: a tenant that does not exist', 90002, 'tenant_setup'],
  ['F-51: the application is not installed there', 700016, 'tenant_setup'],
] as const satisfies readonly (readonly [string, number, ErrorCode])[]) {
  test(`${row}: told as ${expected}, asked once, and no grant is marked`, async () => {
    await using trouble = await inTrouble();
    const played = trouble.play({ kind: 'aadsts', code }, { tenant: customerA });
    for (let index = 0; index < 10; index++) assert.equal((await trouble.refused()).code, expected);
    assert.equal(played.played(), 1);
    await trouble.heals(played);
  });
}

test('F-52: codes of passing trouble are retried, whatever error they come with', async () => {
  for (const code of [90033, 50033, 90012]) {
    await using trouble = await inTrouble();
    const played = trouble.play({ kind: 'aadsts', code, error: 'invalid_grant' }, { times: 2 });
    assert.equal((await trouble.caller.call('acquireToken', { body: graph })).tenant, customerA);
    assert.equal(played.played(), 2);
    assert.equal((await trouble.grant()).state, 'healthy');
  }
});

test('a vault that refuses us marks no grant, and asks the cloud for nothing', async () => {
  await using trouble = await inTrouble();
  const { t, refused, grant } = trouble;
  await t.restart({}, () => {
    using state = new DatabaseSync(`${t.folder}/data/state.db`);
    state.exec(`UPDATE secrets SET sealed = 'AAAA'`);
  });
  t.sandbox.ledger.clear();
  const { code } = await refused();
  assert.match(code, /^secret_|^vault_/);
  assert.equal(t.tokenRequests(), 0);
  assert.equal((await grant()).state, 'healthy');
});
