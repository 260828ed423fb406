import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readApplicationId, readTenantId, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '@consentry/sandbox';
import { aCertificate } from '../../core/test/a-certificate.ts';
import type { BrokerConfig } from '../src/index.ts';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
const hourMs = 60 * 60 * 1000;
const keyVault: NonNullable<BrokerConfig['keyVault']> = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
};

async function ready(t: TestBroker) {
  const response = await t.send(new Request('http://127.0.0.1:44396/readyz'));
  const body = (await response.json()) as Record<string, unknown>;
  return { ...body, httpStatus: response.status } as Record<string, unknown>;
}

test('without signing keys it is ready for tokens and says that nobody can consent (F-29)', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  await t.restart();
  const caller = await t.aCaller();
  const down = t.sandbox.control.playFault({
    service: 'login',
    path: '/*/.well-known/*',
    times: 'always',
    fault: { kind: 'answer', status: 503 },
  });
  await assert.rejects(t.broker.app.signingKeys.refresh(), { code: 'idp_unavailable' });
  const state = await ready(t);
  assert.deepEqual(
    [state['httpStatus'], state['status'], state['consents']],
    [200, 'ready', 'no_signing_keys'],
  );
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  down.remove();
  t.sandbox.control.moveClock(10_000);
  await t.broker.app.signingKeys.refresh();
  assert.equal((await ready(t))['consents'], 'ready');
});

test('signing keys that are a day old count as none, and serve until then while no new ones can be had (F-31)', async () => {
  await using t = await aBroker();
  await t.broker.app.signingKeys.refresh();
  t.sandbox.control.playFault({
    service: 'login',
    path: '/*/.well-known/*',
    times: 'always',
    fault: { kind: 'reset' },
  });
  t.sandbox.control.moveClock(23 * hourMs);
  await t.broker.app.signingKeys.refresh();
  assert.equal((await ready(t))['consents'], 'ready');
  t.sandbox.control.moveClock(hourMs);
  assert.equal((await ready(t))['consents'], 'no_signing_keys');
});

for (const minutes of [10, -10]) {
  test(`a clock ${minutes} minutes off refuses consents before they begin, and says by how much (F-34)`, async () => {
    await using t = await aBroker({ clockOffsetMs: minutes * 60_000 });
    await t.broker.app.signingKeys.refresh();
    const response = await t.press(await t.invite(), 'http://localhost:44395');
    assert.equal(response.status, 503);
    assert.ok((await response.text()).includes('<code>clock_differs</code>'));
    assert.ok(t.logged.some((line) => /differ by (599|600|601) s\./.test(line)));
    const state = await ready(t);
    assert.deepEqual(
      [state['httpStatus'], state['consents'], state['clock']],
      [200, 'clock_differs', 'wrong'],
    );
  });
}

test('a grant goes on while the clock is ten minutes off, with a certificate too (F-34)', async () => {
  const { certificate, privateKey } = await aCertificate();
  let offsetMs = 0;
  await using t = await aBroker({
    certificate,
    credential: { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) },
    clockOffsetMs: () => offsetMs,
  });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  for (offsetMs of [10 * 60_000, -10 * 60_000]) {
    await t.restart();
    await t.broker.app.signingKeys.refresh();
    assert.equal((await ready(t))['clock'], 'wrong');
    const { expiresAt } = await caller.call('acquireToken', { body: graph });
    const livesMs = Date.parse(expiresAt) - (t.sandbox.clock.now() + offsetMs);
    assert.ok(livesMs > 50 * 60_000 && livesMs < 100 * 60_000, `${livesMs} ms by our clock`);
  }
});

for (const seconds of [90, -90]) {
  test(`a clock ${seconds} s off works, with a warning (F-35)`, async () => {
    await using t = await aBroker({ clockOffsetMs: seconds * 1000 });
    await t.broker.app.signingKeys.refresh();
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
    const state = await ready(t);
    assert.deepEqual([state['httpStatus'], state['consents'], state['clock']], [200, 'ready', 'warning']);
    t.broker.app.health.report();
    t.broker.app.health.report();
    const lines = t.logged.filter((line) => line.includes('the clock of this machine'));
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /"differenceSeconds":-?(89|90|91)\b/);
  });
}

test('says that the process was too busy, for half a minute (F-89)', async () => {
  await using t = await aBroker();
  const health = async () => {
    const response = await t.send(new Request('http://127.0.0.1:44396/healthz'));
    return ((await response.json()) as { eventLoop: string }).eventLoop;
  };
  const { loop } = t.broker.observer;
  loop.tick();
  assert.deepEqual([await health(), (await ready(t))['eventLoop']], ['ok', 'ok']);
  // Nothing ran for two seconds: the tick comes late.
  t.sandbox.control.moveClock(2500);
  assert.deepEqual([await health(), (await ready(t))['eventLoop']], ['late', 'late']);
  loop.tick();
  t.sandbox.control.moveClock(400);
  assert.equal(await health(), 'late');
  for (let passed = 0; passed < 31_000; passed += 500) {
    t.sandbox.control.moveClock(500);
    loop.tick();
  }
  assert.equal(await health(), 'ok');
});

test('says that the vault fails, and that it works again, without a request in between', async () => {
  await using t = await aBroker({ config: { keyVault } });
  await t.aConnectedPartner();
  await t.restart();
  const caller = await t.aCaller();
  const down = t.sandbox.control.playFault({
    service: 'vault',
    times: 'always',
    fault: { kind: 'answer', status: 403 },
  });
  await assert.rejects(caller.call('acquireToken', { body: graph }), { code: 'vault_denied' });
  const failing = await ready(t);
  assert.deepEqual([failing['httpStatus'], failing['vault']], [200, 'failing']);
  down.remove();
  t.sandbox.control.moveClock(2000);
  assert.equal((await ready(t))['vault'], 'ok');
});

test('is not ready while the vault fails where a refresh token works once', async () => {
  await using t = await aBroker({ config: { keyVault, refreshTokens: 'single-use' } });
  await t.aConnectedPartner();
  await t.restart();
  const caller = await t.aCaller();
  const down = t.sandbox.control.playFault({
    service: 'vault',
    times: 'always',
    fault: { kind: 'answer', status: 403 },
  });
  await assert.rejects(caller.call('acquireToken', { body: partnerCenter }), { code: 'vault_denied' });
  const state = await ready(t);
  const error = state['error'] as { code: string; facts: { notReady: string[] } };
  assert.deepEqual(
    [state['httpStatus'], error.code, error.facts.notReady],
    [503, 'vault_unavailable', ['vault']],
  );
  down.remove();
  t.sandbox.control.moveClock(2000);
  assert.equal((await ready(t))['httpStatus'], 200);
});
