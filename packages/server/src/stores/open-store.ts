import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { type Clock, ConsentryError, createEnvelope, type Random } from '@consentry/core';
import { Kysely } from 'kysely';
import { createApprovalStore } from './approvals.ts';
import { openAuditLog } from './audit/audit-log.ts';
import { createCallerStore } from './callers.ts';
import { createDatabaseVault } from './database-vault.ts';
import { createFlowStore } from './flows.ts';
import { createGrantStore } from './grants.ts';
import { createInvitationStore } from './invitations.ts';
import { createMasterKeys, type MasterKeys, readMasterKeys } from './master-keys.ts';
import { migrate } from './migrations/migrate.ts';
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts';
import { settleOperatorKey } from './operator-key.ts';
import type { Schema } from './schema.ts';
import { checkStamp, readStamp, type StampRows, type StoreStamp, storeIdOf, writeStamp } from './stamp.ts';
import { corrupt, openStateDatabase } from './state-database.ts';
import type { Store } from './store.ts';
import { lockStore } from './store-lock.ts';

export type { Approval, ApprovalStore } from './approvals.ts';
export type { AuditLog } from './audit/audit-log.ts';
export type { Caller, CallerStore } from './callers.ts';
export type { FlowStore } from './flows.ts';
export type { InvitationStore } from './invitations.ts';
export type { StoreStamp } from './stamp.ts';
export type { Store } from './store.ts';

/** Files of a store that are made after its state was stamped. */
const laterFiles = ['operator.key', 'audit.db'];
/** By any of these a folder is a store, whole or not. */
const ownFiles = ['state.db', ...laterFiles];

export interface OpenStoreOptions {
  /** Made at the first start, unless `mustExist`. */
  readonly dataDir: string;
  /** Made at the first start of an empty store only. Not in `dataDir`. */
  readonly masterKeyFile: string;
  readonly stamp: StoreStamp;
  /** Refuses a folder without a store, instead of making one. */
  readonly mustExist?: boolean;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Opens the store for this process alone, or makes an empty one. It never starts empty over a store that is
 * damaged or cannot be opened.
 *
 * @throws ConsentryError `usage` (`mustExist`, and there is no store), `store_locked`, `store_corrupt`, `store_newer`, `store_other_cloud`, `key_mismatch`,
 *   `invalid_configuration` (a folder that cannot be made, a secret file that others may read),
 *   `audit_unavailable`
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { dataDir, masterKeyFile, stamp, mustExist = false, clock, random } = options;
  if (mustExist && !ownFiles.some((name) => existsSync(join(dataDir, name)))) throw noStore(dataDir);
  makeDataDir(dataDir);
  const opened = new AsyncDisposableStack();
  try {
    const lock = lockStore(dataDir, clock);
    opened.defer(() => lock.release());

    const stateFile = join(dataDir, 'state.db');
    const database = openStateDatabase(stateFile);
    opened.defer(() => database.close());
    const db = new Kysely<Schema>({ dialect: createNodeSqliteDialect(database) });
    await migrate(db, clock);
    const rows = await readStamp(db);
    refuseEmptied(dataDir, rows, stateFile);
    if (mustExist && rows.size === 0) throw noStore(dataDir);

    const keys = settleMasterKeys(rows, stamp, masterKeyFile, random);
    await writeStamp(db, stamp, keys[0].id, random);
    const operatorKeyFile = join(dataDir, 'operator.key');
    const operatorKey = await settleOperatorKey(db, operatorKeyFile, random);

    const audit = await openAuditLog({
      file: join(dataDir, 'audit.db'),
      headFile: `${masterKeyFile}.head`,
      store: storeIdOf(await readStamp(db)),
      masterKeys: keys,
    });
    opened.defer(() => audit.close());

    const envelope = createEnvelope(keys, random);
    const held = opened.move();
    return {
      grants: createGrantStore(db),
      vault: createDatabaseVault({ db, envelope, clock, random }),
      invitations: createInvitationStore(db),
      flows: createFlowStore(db, envelope),
      approvals: createApprovalStore(db),
      callers: createCallerStore(db),
      audit,
      operatorKeyFile,
      operatorKeyHash: operatorKey.hash,
      hasNewOperatorKey: operatorKey.isNew,
      close: () => held.disposeAsync(),
    };
  } finally {
    await opened.disposeAsync();
  }
}

function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new ConsentryError('invalid_configuration', {
      message: `The data folder ${dataDir} cannot be made.`,
      remedy: 'Set dataDir to a folder that the broker may write to.',
      cause,
    });
  }
  if (platform !== 'win32' && (statSync(dataDir).mode & 0o007) !== 0) {
    throw new ConsentryError('invalid_configuration', {
      message: `Everybody on this machine may enter the data folder ${dataDir}.`,
      remedy: `Run: chmod 700 ${dataDir}`,
    });
  }
}

function noStore(dataDir: string): ConsentryError {
  return new ConsentryError('usage', {
    message: `There is no store in ${dataDir}.`,
    remedy: 'Name the data folder of a broker. `consentry serve` makes it at its first start.',
  });
}

/** The stamp is written before these files are made: where they are and it is not, the state was lost. */
function refuseEmptied(dataDir: string, rows: StampRows, stateFile: string): void {
  if (rows.size > 0) return;
  const later = laterFiles.find((name) => existsSync(join(dataDir, name)));
  if (later !== undefined) throw corrupt(stateFile, `it is empty, though ${later} stands beside it`);
}

function settleMasterKeys(rows: StampRows, stamp: StoreStamp, file: string, random: Random): MasterKeys {
  const keys = readMasterKeys(file);
  checkStamp(rows, stamp, keys, file);
  return keys ?? createMasterKeys(file, random);
}
