import { vaultNameOf } from '../../vault/vault-domain.ts';
import { createClient } from '../connect.ts';
import { createSecretVersions } from '../create-secret-versions.ts';
import type { ClientInput } from '../key-vault-input.ts';
import { createLimiter } from '../limiter.ts';
import { createAttempt } from '../permissions.ts';
import { createInventory } from './create-inventory.ts';
import type { Finding, VaultScan } from './finding.ts';
import { createPatientHttp } from './patient-http.ts';
import { type PurgeDeps, type PurgeOutcome, purgeFindings } from './purge-findings.ts';
import { type ScanDeps, scanVault } from './scan-vault.ts';

/** A vault in which stored credentials are looked for. */
export interface VaultScanner {
  /** As {@link scanVault}. */
  scan(options?: Pick<ScanDeps, 'onProgress'>): Promise<VaultScan>;
  /** As {@link purgeFindings}. */
  purge(
    confirmed: readonly Finding[],
    options?: Pick<PurgeDeps, 'onOutcome'>,
  ): Promise<ReadonlyMap<Finding, PurgeOutcome>>;
}

/** Half of what the smallest of Key Vault's limits has been, in ten seconds: others work with the vault meanwhile (2026-11-20). */
const limits = { read: 1_000, write: 100 } as const;

/**
 * Opens a vault for a scan. It asks nobody yet. The identity needs List and Get; for a purge Delete and Purge, and Set where older
 * versions are to be disabled.
 * @throws TypeError for a URL that is not that of a vault
 */
export function openVaultScan(input: ClientInput): VaultScanner {
  const { vaultUrl, clock, timer } = input;
  const limiter = input.limiter ?? createLimiter({ timer, limits });
  const client = createClient({ ...input, limiter }, { around: (http) => createPatientHttp(http, timer) });
  const vault = vaultNameOf(vaultUrl);
  const inventory = createInventory(client, vault);
  return {
    scan: (options = {}) => scanVault({ vaultUrl, inventory, clock, ...options }),
    purge: (confirmed, options = {}) =>
      purgeFindings(confirmed, {
        inventory,
        versions: createSecretVersions(client),
        attempt: createAttempt(vault),
        timer,
        ...options,
      }),
  };
}
