import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { isConsentryError, type Random } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { aBroker, customerA, partnerOne } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

test('throttling, errors of the provider and our own credential never mark a grant', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const answers: [status: number, body: string, code: string][] = [
    [429, '{}', 'idp_throttled'],
    [503, '<html>', 'idp_unavailable'],
    [400, '{"error":"invalid_grant","error_codes":[50196]}', 'idp_loop'],
    [401, '{"error":"invalid_client","error_codes":[7000222]}', 'client_credential'],
    [400, '{"error":"invalid_grant","error_codes":[987654321]}', 'idp_unknown_error'],
    [200, '{"access_token":', 'idp_bad_response'],
  ];
  for (const [status, body, code] of answers) {
    const fault = t.sandbox.control.playFault({
      service: 'login',
      times: 'always',
      fault: { kind: 'answer', status, body },
    });
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), code);
    assert.equal((await t.operator.call('listGrants', {})).items[0]?.state, 'healthy', code);
    fault.remove();
    // Until the token endpoint is asked again.
    t.sandbox.control.moveClock(61_000);
  }
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

/** Tokens are renewed as early as they may be: at four fifths of their life. */
const earliestRenewal: Random = {
  bytes: (length) => (length === 1 ? new Uint8Array(1) : systemRandom.bytes(length)),
};

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

test('a token that is still valid is served while the provider is down', async () => {
  await using t = await aBroker({ random: earliestRenewal });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const first = await caller.call('acquireToken', { body: graph });
  // Late enough to be renewed behind the answer.
  t.sandbox.control.moveClock(Date.parse(first.expiresAt) - t.sandbox.clock.now() - 3 * 60_000);
  t.sandbox.ledger.clear();
  t.sandbox.control.playFault({ service: 'login', times: 'always', fault: { kind: 'answer', status: 503 } });
  const served = await caller.call('acquireToken', { body: graph });
  assert.equal(served.fromCache, true);
  assert.equal(served.accessToken, first.accessToken);

  await until(() => t.tokenRequests() >= 1);
  assert.equal((await caller.call('acquireToken', { body: graph })).accessToken, first.accessToken);
});

test('renews once behind served tokens, and rests while the provider refuses', async () => {
  await using t = await aBroker({ random: earliestRenewal });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const { expiresAt } = await caller.call('acquireToken', { body: graph });
  t.sandbox.control.moveClock(Date.parse(expiresAt) - t.sandbox.clock.now() - 2 * 60_000 - 10_000);
  t.sandbox.ledger.clear();
  for (let index = 0; index < 20; index++) t.sandbox.control.failNext('login', { status: 429 });
  await caller.call('acquireToken', { body: graph });
  await until(() => t.tokenRequests() === 1);
  for (let index = 0; index < 20; index++) await caller.call('acquireToken', { body: graph });
  assert.equal(t.tokenRequests(), 1);
});

test('is not ready while the audit cannot be written, and is again by itself, without any traffic', async () => {
  await using t = await aBroker();
  const ready = async (): Promise<number> => {
    t.sandbox.control.moveClock(1000);
    return (await t.send(new Request('http://127.0.0.1:44396/readyz'))).status;
  };
  assert.equal(await ready(), 200);
  using audit = new DatabaseSync(join(t.folder, 'data', 'audit.db'));
  audit.exec('BEGIN EXCLUSIVE');
  assert.equal(await ready(), 503);
  audit.exec('ROLLBACK');
  assert.equal(await ready(), 200);
});

test('tells nobody who only asks whether it is ready where the audit lies, and tells the log', async () => {
  await using t = await aBroker();
  using audit = new DatabaseSync(join(t.folder, 'data', 'audit.db'));
  audit.exec('BEGIN EXCLUSIVE');
  const response = await t.send(new Request('http://127.0.0.1:44396/readyz'));
  const { error } = (await response.json()) as { error: { code: string; facts: object } };
  assert.deepEqual([error.code, error.facts], ['audit_unavailable', { notReady: ['audit'] }]);
  assert.ok(t.logged.some((line) => line.includes('audit.db') && line.includes('database is locked')));
  audit.exec('ROLLBACK');
});

test('hands nothing out while the audit cannot be written, and goes on by itself when it can', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  using audit = new DatabaseSync(join(t.folder, 'data', 'audit.db'));
  audit.exec('BEGIN EXCLUSIVE');
  assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'audit_unavailable');
  assert.equal(await codeOf(t.invite()), 'audit_unavailable');

  audit.exec('ROLLBACK');
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

test('records every token that was handed out, and the chain verifies', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  for (let index = 0; index < 5; index++) await caller.call('acquireToken', { body: graph });
  assert.equal((await t.events()).filter(({ type }) => type === 'token.issued').length, 5);
  assert.equal((await t.broker.store.audit.verify()).ok, true);
});
