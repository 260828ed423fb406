import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConsentryError, createEnvelope } from '@consentry/core';
import { Kysely } from 'kysely';
import { deriveChainKeys } from './audit/audit-chain.ts';
import { findStoreIn } from './audit/audit-heads.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { reportCutOff } from './audit/report-cut-off.ts';
import { openSqliteAudit } from './audit/sqlite/open-sqlite-audit.ts';
import { createStores } from './create-stores.ts';
import { makeDataDir, refuseRestoring } from './data-folder.ts';
import { createMasterKeyStore } from './master-key-store.ts';
import { migrate } from './migrations/migrate.ts';
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts';
import { keepChainKeys, openChainKeys } from './older-chain-keys.ts';
import type { OpenStoreOptions } from './open-store-options.ts';
import { settleOperatorKey } from './operator-key.ts';
import { openRevocationJournal } from './revocations/revocation-journal.ts';
import type { Schema } from './schema.ts';
import { refuseForeign, settleMasterKeys } from './settle-master-keys.ts';
import { removeOldSnapshots, takeSqliteSnapshot } from './snapshot/sqlite-snapshot.ts';
import { keyVaultOf, readStamp, type StampRows, storeIdOf, writeStamp } from './stamp.ts';
import { corrupt, openStateDatabase } from './state-database.ts';
import type { Store } from './store.ts';
import { lockStore } from './store-lock.ts';
import { logQueries } from './store-watch.ts';

/** Files of a store that are made after its state was stamped. */
const laterFiles = ['operator.key', 'audit.db'];
/** By any of these a folder is a store, whole or not. */
const ownFiles = ['state.db', ...laterFiles];

/**
 * Opens the store in the data folder for this process alone, or makes an empty one.
 * @throws ConsentryError as `openStore`
 */
export async function openSqliteStore(options: Omit<OpenStoreOptions, 'database'>): Promise<Store> {
  const { dataDir, masterKeyFile, stamp, mustExist = false, clock, random, log, watch } = options;
  if (mustExist && !ownFiles.some((name) => existsSync(join(dataDir, name)))) throw noStore(dataDir);
  refuseRestoring(dataDir);
  makeDataDir(dataDir);
  const opened = new AsyncDisposableStack();
  try {
    const lock = lockStore(dataDir, clock);
    opened.defer(() => lock.release());
    removeOldSnapshots(dataDir);

    const stateFile = join(dataDir, 'state.db');
    const database = openStateDatabase(stateFile);
    opened.defer(() => database.close());
    const db = new Kysely<Schema>({ dialect: createNodeSqliteDialect(database), log: logQueries(watch) });
    await refuseForeign(db, options);
    await migrate(db, clock, 'sqlite');
    const rows = await readStamp(db);
    refuseEmptied(options, rows, stateFile);
    if (mustExist && rows.size === 0) throw noStore(dataDir);

    const keys = settleMasterKeys(rows, stamp, masterKeyFile, random);
    await writeStamp(db, stamp, keys[0].id, { random, clock });
    const envelope = createEnvelope(keys, random);
    await keepChainKeys(db, keys.slice(1), envelope);
    const operatorKeyFile = join(dataDir, 'operator.key');
    const operatorKey = await settleOperatorKey(db, operatorKeyFile, random);

    const stamped = await readStamp(db);
    const olderKeys = openChainKeys(stamped, keys, envelope, log);
    const store = storeIdOf(stamped);
    const [key, ...otherKeys] = deriveChainKeys(keys);
    const revocations = openRevocationJournal({
      file: `${masterKeyFile}.revocations`,
      store,
      keys: [key, ...otherKeys, ...olderKeys],
    });
    const own = await openSqliteAudit({
      file: join(dataDir, 'audit.db'),
      headFile: `${masterKeyFile}.head`,
      store,
      masterKeys: keys,
      olderKeys,
      log,
      onCutOff(head) {
        reportCutOff(audit, { clock, log }, head).catch((err: unknown) => {
          log.error({ err }, 'that the audit was cut off could not be recorded');
        });
      },
      watch,
    });
    const audit: AuditLog = options.watchAudit?.(own) ?? own;
    opened.defer(() => audit.close());

    const held = opened.move();
    return {
      ...createStores({ db, envelope, clock, random }),
      audit,
      revocations,
      snapshot: () => takeSqliteSnapshot({ dataDir, state: database, store, key }),
      masterKeys: createMasterKeyStore({ db, keys, envelope, clock, log, quietMs: 0 }),
      operatorKeyFile,
      operatorKeyHash: operatorKey.hash,
      hasNewOperatorKey: operatorKey.isNew,
      knownKeyVault: keyVaultOf(stamped),
      close: () => held.disposeAsync(),
    };
  } finally {
    await opened.disposeAsync();
  }
}

function noStore(dataDir: string): ConsentryError {
  return new ConsentryError('usage', {
    message: `There is no store in ${dataDir}.`,
    remedy: 'Name the data folder of a broker. `consentry serve` makes it at its first start.',
  });
}

/**
 * The stamp is written before these files are made, and before a head is anchored: where they are and it is not, the
 * state was lost.
 */
function refuseEmptied(
  { dataDir, masterKeyFile }: Pick<OpenStoreOptions, 'dataDir' | 'masterKeyFile'>,
  rows: StampRows,
  stateFile: string,
): void {
  if (rows.size > 0) return;
  const later = laterFiles.find((name) => existsSync(join(dataDir, name)));
  if (later !== undefined) throw corrupt(stateFile, `it is empty, though ${later} stands beside it`);
  const headFile = `${masterKeyFile}.head`;
  const store = findStoreIn(headFile, dataDir);
  if (store === undefined) return;
  throw new ConsentryError('store_corrupt', {
    message: `The store in ${dataDir} is gone: ${headFile} still names its audit.`,
    remedy: `Mount the right folder as ${dataDir}, or restore it from a backup. For a new store, set masterKeyFile to another file.`,
    facts: { file: stateFile, store },
  });
}
