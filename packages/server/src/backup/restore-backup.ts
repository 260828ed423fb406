import { resolve } from 'node:path';
import { type Clock, ConsentryError, createEnvelope, type Random } from '@consentry/core';
import type { Log } from '../log.ts';
import { deriveChainKeys } from '../stores/audit/audit-chain.ts';
import { createAuditHeads } from '../stores/audit/audit-heads.ts';
import { createReplicaHeads } from '../stores/audit/postgres/replica-heads.ts';
import { type MasterKeys, readMasterKeys } from '../stores/master-keys.ts';
import type { PostgresAddress } from '../stores/postgres/postgres-address.ts';
import { readRevocations } from '../stores/revocations/revocation-journal.ts';
import { type LoadedBackup, loadBackup } from './load-backup.ts';
import type { RecoveryKey } from './recovery-key.ts';
import { notEmpty, refuseFilled, withRestoreFolder } from './restore-folder.ts';
import {
  createPostgresTarget,
  isEmptyDatabase,
  type RestoreTarget,
  withSqliteTarget,
} from './restore-target.ts';
import { type SettledStore, settleRestored } from './settle-restored.ts';

export interface ReadBackupOptions {
  readonly file: AsyncIterable<Uint8Array>;
  readonly recoveryKey: RecoveryKey;
  /** With every key that the backup needs. It is in no backup: the operator brings it. */
  readonly masterKeyFile: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Pick<Log, 'warn'>;
}

export interface RestoreBackupOptions extends ReadBackupOptions {
  readonly dataDir: string;
  /** An empty database on Postgres. Undefined: SQLite, in `dataDir`. */
  readonly database?: PostgresAddress | undefined;
  /** The journals of every broker that the store had. None: whatever was taken back since the backup is forgotten. */
  readonly revocations: readonly string[];
  /** Told of the folder that is filled before it becomes `dataDir`: what is to be removed should the process end. */
  readonly onFolder?: ((folder: string) => void) | undefined;
}

/** What was restored. */
export interface RestoredStore extends LoadedBackup, Omit<SettledStore, 'newHead'> {
  /** Lines of journals that do not verify. What they take back is taken back all the same. */
  readonly unverified: number;
}

/**
 * Makes a store of a backup, in a place that has none: whole, or not at all. Every grant that worked is held, and what
 * the journals say was taken back after the backup stays so.
 *
 * @throws ConsentryError `usage` (a place that is not empty, a missing master key file), `backup_unreadable`, `store_newer`,
 *   `invalid_configuration`, `key_mismatch`, `store_unavailable`
 */
export async function restoreBackup(options: RestoreBackupOptions): Promise<RestoredStore> {
  const masterKeys = getMasterKeys(options.masterKeyFile);
  const dataDir = resolve(options.dataDir);
  refuseFilled(dataDir);
  return options.database === undefined
    ? restoreToSqlite(options, dataDir, masterKeys)
    : restoreToPostgres(options, options.database, masterKeys);
}

async function restoreToSqlite(
  options: RestoreBackupOptions,
  dataDir: string,
  masterKeys: MasterKeys,
): Promise<RestoredStore> {
  return withRestoreFolder(dataDir, async (folder) => {
    options.onFolder?.(folder);
    const { report, newHead } = await withSqliteTarget(folder, (target) => fill(target, options, masterKeys));
    const heads = createAuditHeads(`${options.masterKeyFile}.head`, report.store, report.keys);
    for (const head of [...report.heads, newHead]) heads.anchor(head);
    return report;
  });
}

async function restoreToPostgres(
  options: RestoreBackupOptions,
  database: PostgresAddress,
  masterKeys: MasterKeys,
): Promise<RestoredStore> {
  const [{ openDatabase, namingDatabase }, { startLimits }] = await Promise.all([
    import('../stores/postgres/open-database.ts'),
    import('../stores/postgres/postgres-pool.ts'),
  ]);
  const db = await openDatabase(database, startLimits);
  try {
    return await namingDatabase(database, () =>
      db.transaction().execute(async (transaction) => {
        if (!(await isEmptyDatabase(transaction))) throw notEmpty('The database');
        const { report, newHead } = await fill(createPostgresTarget(transaction), options, masterKeys);
        await createReplicaHeads(`${options.masterKeyFile}.head`, report.store, report.keys).anchor(newHead);
        return report;
      }),
    );
  } finally {
    await db.destroy();
  }
}

interface Filled {
  readonly report: RestoredStore;
  readonly newHead: SettledStore['newHead'];
}

async function fill(
  target: RestoreTarget,
  options: RestoreBackupOptions,
  masterKeys: MasterKeys,
): Promise<Filled> {
  const { random } = options;
  const envelope = createEnvelope(masterKeys, random);
  const loaded = await loadBackup(target, { ...options, masterKeys, envelope });
  const journals = options.revocations.map((file) => readRevocations(file, loaded.keys));
  const [key] = deriveChainKeys(masterKeys);
  const settled = await settleRestored(target, { ...options, head: loaded.head, key, journals });
  const { newHead, ...rest } = settled;
  const unverified = journals.flat().filter(({ authentic }) => !authentic).length;
  return { newHead, report: { ...loaded, ...rest, unverified } };
}

/** @throws ConsentryError `usage`, `key_mismatch`, `invalid_configuration` */
export function getMasterKeys(file: string): MasterKeys {
  const keys = readMasterKeys(file);
  if (keys !== undefined) return keys;
  throw new ConsentryError('usage', {
    message: `There is no master key file ${file}.`,
    remedy: 'Put the master key file of the broker there: it is in no backup, and nothing opens without it.',
  });
}
