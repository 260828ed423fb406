import type { Clock, Random, Timer } from '@consentry/core';
import type { Log } from '../log.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { PostgresAddress } from './postgres/postgres-address.ts';
import type { StoreStamp } from './stamp.ts';
import type { StoreWatch } from './store-watch.ts';

export interface OpenStoreOptions {
  /**
   * Made at the first start, unless `mustExist`. On SQLite it holds the store; on Postgres what is this replica's
   * own.
   */
  readonly dataDir: string;
  /** Undefined: SQLite, in `dataDir`. */
  readonly database?: PostgresAddress | undefined;
  /** Made at the first start of an empty store only. Not in `dataDir`. */
  readonly masterKeyFile: string;
  readonly stamp: StoreStamp;
  /** Refuses to make a store where there is none. */
  readonly mustExist?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** Who measures the store. */
  readonly watch?: StoreWatch | undefined;
  /** Puts whoever looks on around the audit, so that what the store itself records is seen too. */
  readonly watchAudit?: (audit: AuditLog) => AuditLog;
}
