import type { TestContext } from 'node:test';
import { createCachingVault, createRoutingVault, type VaultName } from '@consentry/core';
import { aKeyVault } from '../../core/test/a-key-vault.ts';
import { testVault } from '../../core/test/vault-suite.ts';
import { aStore } from './a-store.ts';

/** The vault of the database and a Key Vault as one, as a broker puts them together. */
async function bothVaults(t: TestContext, into: VaultName) {
  const { vault: database } = await aStore(t);
  const { vault: keyVault, sandbox } = await aKeyVault(t);
  const cached = createCachingVault(keyVault, { clock: sandbox.clock, limit: 10, lifetimeMs: 60_000 });
  return createRoutingVault({ into, vaults: { database, 'key-vault': cached } });
}

for (const into of ['database', 'key-vault'] as const) {
  testVault(`the database and Key Vault as one, new secrets into ${into}`, (t) => bothVaults(t, into));
}
