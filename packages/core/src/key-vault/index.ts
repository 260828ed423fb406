/**
 * Azure Key Vault as a vault.
 * In: a refresh token and the grant that it belongs to; the identity that may open the vault.
 * Out: a `Vault`. It needs `@azure/keyvault-secrets`, and `@azure/identity` for a managed identity only.
 * Called by: who puts a program together, and only where Key Vault is configured.
 * Trusts: the configured vault, tenant and cloud. Not what a challenge names, and not the vault's own words.
 */
export { type ExportedSecret, exportSecret } from './export-secret.ts';
export type { Deleted, Removal } from './delete-and-purge.ts';
export { type ForeignSecret, openForeignSecret } from './foreign-secret.ts';
export { createKeyVault, type KeyVault } from './key-vault.ts';
export type { ClientInput, KeyVaultInput } from './key-vault-input.ts';
export { createLimiter, type Limiter, type LimiterInput, type Traffic } from './limiter.ts';
export type { MissingPermission, VaultPermission } from './permissions.ts';
export type {
  Finding,
  FindingKind,
  OwnSecret,
  ScannedVersion,
  VaultScan,
} from './scan/finding.ts';
export { openVaultScan, type VaultScanner } from './scan/open-vault-scan.ts';
export type { PurgeOutcome } from './scan/purge-findings.ts';
export { type ReasonCode, reasons } from './scan/reasons.ts';
export {
  applicationTokens,
  type GivenToken,
  managedIdentityTokens,
  readGivenToken,
  type VaultToken,
  type VaultTokenSource,
} from './token-source.ts';
