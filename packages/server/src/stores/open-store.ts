import { openSqliteStore } from './open-sqlite-store.ts';
import type { OpenStoreOptions } from './open-store-options.ts';
import type { Store } from './store.ts';

export type { Approval, ApprovalStore } from './approvals.ts';
export type { AuditLog } from './audit/audit-log.ts';
export type { Caller, CallerKey, CallerStore, KnownCaller } from './callers.ts';
export type { FlowStore } from './flows.ts';
export type { InvitationStore } from './invitations.ts';
export type { News } from './news.ts';
export type { OpenStoreOptions } from './open-store-options.ts';
export type { PostgresAddress } from './postgres/postgres-address.ts';
export type { StoreStamp } from './stamp.ts';
export type { Store } from './store.ts';

/**
 * Opens the store, or makes an empty one. It never starts empty over a store that is damaged or cannot be opened.
 * A data folder is held by one process; a database on Postgres by as many as there are replicas.
 *
 * @throws ConsentryError `usage` (`mustExist`, and there is no store), `store_locked`, `store_corrupt`, `store_newer`, `store_other_cloud`, `key_mismatch`,
 *   `invalid_configuration` (a folder that cannot be made, a secret file that others may read, a database that will not do),
 *   `audit_unavailable`, `store_unavailable`
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { database } = options;
  if (database === undefined) return openSqliteStore(options);
  // Only who uses it loads the client of Postgres.
  const { openPostgresStore } = await import('./open-postgres-store.ts');
  return openPostgresStore({ ...options, database });
}
