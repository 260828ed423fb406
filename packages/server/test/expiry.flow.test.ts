import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readApplicationId, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { aCertificate } from '../../core/test/a-certificate.ts';
import { aBroker, type TestBroker } from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** The days that the log named, in the order of the warnings. */
function warnedOf(t: TestBroker, what: 'grant' | 'credential'): number[] {
  return t.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['endsAt'] !== undefined && line[what] !== undefined)
    .map(({ daysLeft }) => Number(daysLeft));
}

/** Looks every hour for so many days. */
async function pass(t: TestBroker, days: number): Promise<void> {
  for (let hour = 0; hour < days * 24; hour += 6) {
    t.sandbox.control.moveClock(6 * 60 * 60 * 1000);
    await t.broker.app.expiryWatch.look();
  }
}

for (const kind of ['sqlite', 'postgres'] as const) {
  test(`warns of a refresh token that nobody could use 30, 14, 7 and 1 days ahead, once each, over restarts, on ${kind} (F-100)`, async () => {
    await using broker = await aBrokerOn(kind);
    const { t } = broker;
    await t.aConnectedPartner();
    const { items } = await t.operator.call('listGrants', { query: {} });
    const [grant] = items;
    assert.ok(grant);
    assert.equal(Date.parse(grant.refreshTokenEndsAt) - Date.parse(grant.sealedAt), 90 * dayMs);
    // What is redeemed is not forgotten: from now on nothing can be.
    t.sandbox.control.playFault({
      service: 'login',
      path: '/*/oauth2/*token',
      times: 'always',
      fault: { kind: 'answer', status: 503 },
    });
    await pass(t, 59);
    assert.deepEqual(warnedOf(t, 'grant'), []);
    await pass(t, 10);
    await t.restart();
    await pass(t, 23);
    assert.deepEqual(warnedOf(t, 'grant'), [29, 13, 6, 0, -1]);
  });
}

test('a grant that is kept alive is never warned of (F-100)', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  for (let day = 0; day < 200; day++) {
    t.sandbox.control.moveClock(dayMs);
    await t.broker.app.tokens.keepAlive(60);
    await t.broker.app.expiryWatch.look();
  }
  assert.deepEqual(warnedOf(t, 'grant'), []);
});

test('warns of the end of our client secret, where that was told (F-100)', async () => {
  await using t = await aBroker();
  const application = {
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    name: 'Example Integration',
    kind: 'partner' as const,
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) } as const,
  };
  const credential = { ...application.credential, expiresAt: t.sandbox.clock.now() + 40 * dayMs };
  await t.restart({ application: { ...application, credential } });
  await pass(t, 41);
  assert.deepEqual(warnedOf(t, 'credential'), [29, 13, 6, 0, -1]);
});

test('warns of the end of each of two credentials, by the setting that names it', async () => {
  await using t = await aBroker();
  const now = t.sandbox.clock.now();
  const credential = {
    kind: 'secret',
    secret: Secret.of(DEFAULT_APPLICATION.secret),
    expiresAt: now + 10.5 * dayMs,
  } as const;
  const secondCredential = { ...credential, secret: Secret.of('another'), expiresAt: now + 20.5 * dayMs };
  await t.restart({ application: { ...t.config.application, credential, secondCredential } });
  await t.broker.app.expiryWatch.look();
  const named = t.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['endsAt'] !== undefined);
  assert.deepEqual(
    named.map((line) => [line['credential'], line['daysLeft']]),
    [
      ['application.secretFile', 10],
      ['application.second.secretFile', 20],
    ],
  );
});

test('warns of the end of our certificate, which nobody has to tell, and tells it once (F-100)', async () => {
  const { certificate, privateKey } = await aCertificate({ validTo: Date.now() + 20 * dayMs });
  const credential = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
  await using t = await aBroker({ certificate, credential });
  await t.broker.app.expiryWatch.look();
  await t.broker.app.expiryWatch.look();
  assert.equal(warnedOf(t, 'credential').length, 1);
});

test('asks for no further partner once the broker is told to stop, and tells nothing of what it did not read', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const asked = (): number => t.sandbox.ledger.requests().length;
  const before = asked();
  await t.broker.app.expiryWatch.look(() => true);
  assert.equal(asked(), before);
  assert.equal(t.broker.app.expiryWatch.lookedAt, undefined);
  await t.broker.app.expiryWatch.look(() => false);
  assert.notEqual(t.broker.app.expiryWatch.lookedAt, undefined);
  assert.ok(asked() > before);
});
