import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, readApplicationId, readTenantId, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '@consentry/sandbox';
import type { BrokerConfig } from '../src/index.ts';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const keyVault: NonNullable<BrokerConfig['keyVault']> = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
};

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

async function move(t: TestBroker): Promise<void> {
  await t.operator.call('moveGrants', { body: {} });
  await t.broker.app.vaultMove.settled();
}

for (const [from, into] of [
  ['key-vault', 'database'],
  ['database', 'key-vault'],
] as const)
  test(`a purge in the middle of a move from ${from} to ${into} leaves nothing that can be read`, async () => {
    await using t = await aBroker({ config: { keyVault, vault: from } });
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    await t.restart({ keyVault, vault: into });
    const [grant] = await t.broker.store.grants.list({ limit: 1 });
    assert.ok(grant);
    const { vault } = t.broker.vault;
    for (const when of ['put', 'get'] as const) {
      const does = vault[when].bind(vault) as (...args: unknown[]) => Promise<unknown>;
      (vault as unknown as Record<string, typeof does>)[when] = async (...args) => {
        const before = when === 'get' ? await does(...args) : undefined;
        await t.operator.call('purgeGrant', { params: { id: grant.id } });
        return before ?? does(...args);
      };
    }
    await move(t);
    const [after] = await t.broker.store.grants.list({ limit: 1 });
    assert.ok(after);
    assert.equal(after.state, 'revoked');
    await t.restart({ keyVault, vault: into });
    for (const one of [grant, after, { ...grant, version: grant.version + 1 }])
      assert.notEqual(
        await codeOf(t.broker.vault.vault.get(one.secret, { grant: one.id, version: one.version })),
        'nothing was refused',
      );
    assert.equal((await t.operator.call('listMasterKeys', {})).items[0]?.sealed.refreshTokens, 0);
    const asked = t.tokenRequests();
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'grant_revoked');
    assert.equal(t.tokenRequests(), asked);
  });

test('a purge says what it cannot know of a vault that the grant was in, and that is configured no more', async () => {
  await using t = await aBroker({ config: { keyVault } });
  await t.aConnectedPartner();
  const [before] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(before);
  await t.restart({ keyVault, vault: 'database' });
  const closed = t.sandbox.control.playFault({
    service: 'vault',
    method: 'PATCH',
    times: 'always',
    fault: { kind: 'answer', status: 503 },
  });
  await move(t);
  closed.remove();
  await t.restart({ keyVault: undefined });
  const report = await t.operator.call('purgeGrant', { params: { id: before.id } });
  await t.restart({ keyVault, vault: 'database' });
  const code = await codeOf(
    t.broker.vault.vault.get(before.secret, { grant: before.id, version: before.version }),
  );
  const isSaid = report.left.some(({ text }) => /Key Vault/.test(text));
  assert.ok(
    code !== 'nothing was refused' || isSaid,
    `it is readable there, and the report says: ${JSON.stringify(report.grants)}`,
  );
});
