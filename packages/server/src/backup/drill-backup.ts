import { createEnvelope } from '@consentry/core';
import { migrateWithin } from '../stores/migrations/migrate.ts';
import { type LoadedBackup, loadBackup } from './load-backup.ts';
import { getMasterKeys, type ReadBackupOptions } from './restore-backup.ts';
import { withSqliteTarget } from './restore-target.ts';

/** What a backup would give. */
export interface Drill extends LoadedBackup {
  /** Its chains are whole, every sealed text opens, and no refresh token that should be in it is missing. */
  readonly ok: boolean;
  /** Grants of which nothing is proven: their refresh tokens lie in a Key Vault, which was not asked. */
  readonly unproven: number;
}

/**
 * Proves a backup without a place to restore it to: it is read, brought up to this version and opened as a restore
 * would do it, in memory alone. Nothing is written to a disk, and no network is asked.
 *
 * @throws ConsentryError `usage`, `backup_unreadable`, `store_newer`, `key_mismatch`, `invalid_configuration`
 */
export async function drillBackup(options: ReadBackupOptions): Promise<Drill> {
  const masterKeys = getMasterKeys(options.masterKeyFile);
  return withSqliteTarget(undefined, async (target) => {
    const envelope = createEnvelope(masterKeys, options.random);
    const loaded = await loadBackup(target, { ...options, masterKeys, envelope });
    await migrateWithin(target.db, options.clock, target.kind);
    const ok = loaded.audit.ok && loaded.unreadable === 0 && loaded.refreshTokens.missing === 0;
    return { ...loaded, ok, unproven: loaded.refreshTokens.inKeyVault };
  });
}
