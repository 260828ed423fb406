import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readApplicationId, readTenantId, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '@consentry/sandbox';
import type { BrokerConfig } from '../src/index.ts';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
const dayMs = 24 * 60 * 60 * 1000;

const keyVault: NonNullable<BrokerConfig['keyVault']> = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
};

/** A vault that takes no secret until the fault is removed. */
const stopWrites = (t: TestBroker) =>
  t.sandbox.control.playFault({
    service: 'vault',
    method: 'PUT',
    times: 'always',
    fault: { kind: 'answer', status: 503 },
  });

async function ready(t: TestBroker): Promise<[number, number | undefined]> {
  const response = await t.send(new Request('http://127.0.0.1:44396/readyz'));
  const { waitingSuccessors } = (await response.json()) as { waitingSuccessors?: number };
  return [response.status, waitingSuccessors];
}

const versionOf = async (t: TestBroker) => (await t.broker.store.grants.list({ limit: 1 }))[0]?.version;

test('says how many successors wait to be stored, and stores them once the vault takes them', async () => {
  await using t = await aBroker({ config: { keyVault } });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await caller.call('acquireToken', { body: graph });
  t.sandbox.control.moveClock(dayMs);
  assert.deepEqual(await ready(t), [200, 0]);
  const stopped = stopWrites(t);
  await caller.call('acquireToken', { body: partnerCenter });
  assert.deepEqual(await ready(t), [200, 1]);
  assert.equal(await t.broker.app.tokens.storeFailedSuccessors(), 1);
  stopped.remove();
  assert.equal(await t.broker.app.tokens.storeFailedSuccessors(), 0);
  assert.deepEqual([await ready(t), await versionOf(t)], [[200, 0], 2]);
});

test('is not ready while a refresh token waits that has replaced one that works once', async () => {
  await using t = await aBroker({
    world: ({ settings }) => {
      settings.refreshTokens = 'single-use';
    },
    config: { keyVault, refreshTokens: 'single-use' },
  });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const stopped = stopWrites(t);
  assert.ok((await caller.call('acquireToken', { body: graph })).accessToken);
  assert.deepEqual(await ready(t), [503, undefined]);
  stopped.remove();
  assert.equal(await t.broker.app.tokens.storeFailedSuccessors(), 0);
  const before = await versionOf(t);
  assert.deepEqual(await ready(t), [200, 0]);
  await t.restart();
  await caller.call('acquireToken', { body: partnerCenter });
  assert.equal(await versionOf(t), (before ?? 0) + 1);
});
