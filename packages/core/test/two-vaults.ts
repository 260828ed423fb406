import { createRoutingVault } from '../src/vault/routing-vault.ts';
import type { SecretRef, Vault } from '../src/vault/vault.ts';
import { findVaultName, type VaultName } from '../src/vault/vault-name.ts';
import { aVault, type TestVault } from './a-vault.ts';

const prefixes = { database: 'sec_', 'key-vault': 'kv:' } as const;

/** A vault in memory whose references look like those of one of the two. */
function named(name: VaultName, inner: TestVault): Vault {
  const prefix = prefixes[name];
  const strip = (ref: SecretRef): SecretRef => ref.slice(prefix.length) as SecretRef;
  return {
    put: async (record, secret) => `${prefix}${await inner.put(record, secret)}` as SecretRef,
    get: (ref, record) => inner.get(strip(ref), record),
    remove: (ref) => inner.remove(strip(ref)),
    purge: (grant, ref) => inner.purge(grant, strip(ref)),
  };
}

/** Both vaults in memory, and brokers that put new secrets into one of them. */
export function twoVaults() {
  const inner = { database: aVault(), 'key-vault': aVault() };
  const vaults = {
    database: named('database', inner.database),
    'key-vault': named('key-vault', inner['key-vault']),
  };
  return {
    inner,
    /** A routing vault over both, or over those that are named. */
    into: (into: VaultName, ...only: readonly VaultName[]): Vault =>
      createRoutingVault({
        into,
        vaults:
          only.length === 0
            ? vaults
            : Object.fromEntries(Object.entries(vaults).filter(([name]) => only.includes(name as VaultName))),
      }),
    /** Where a secret lies. */
    placeOf: findVaultName,
  };
}
