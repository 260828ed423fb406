import type { Clock } from '@consentry/core';
import type { DatabaseVault } from '../stores/database-vault.ts';

/** Longer than any sealing takes, so that a secret whose grant is about to be saved is left alone. */
const keepMs = 60 * 60 * 1000;

/** Removes secrets that a crash left without a grant that names them. */
export function removeOrphanSecrets(vault: DatabaseVault, clock: Clock): Promise<number> {
  return vault.removeOrphans(clock.now() - keepMs);
}
