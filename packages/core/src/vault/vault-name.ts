import type { SecretRef } from './vault.ts';

/** The vaults that a secret can lie in: that of the broker's own database, or an Azure Key Vault. */
export type VaultName = 'database' | 'key-vault';

/** The vault that gave a reference, by its shape. Undefined for a text that neither gave. */
export function findVaultName(ref: SecretRef): VaultName | undefined {
  if (ref.startsWith('sec_')) return 'database';
  return ref.startsWith('kv:') ? 'key-vault' : undefined;
}
