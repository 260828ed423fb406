import type { Kysely } from 'kysely';
import type { ChainKey, StoredGroup } from '../audit/audit-chain.ts';
import type { Schema } from '../schema.ts';

/** Whether a table is part of a backup. A new one that is not here does not compile. */
const isBackedUp = {
  stamp: true,
  invitations: true,
  approvals: true,
  /** What was proved before is proved again by a check. */
  admin_consents: true,
  callers: true,
  caller_keys: true,
  caller_identities: true,
  grants: true,
  secrets: true,
  stops: true,
  /** Whoever has such a link may still take back what is restored. */
  withdrawals: true,
  exports: true,
  news: true,
  /** What the head says is enough. */
  migrations: false,
  /** A sign-in that was under way is begun again. */
  flows: false,
  leases: false,
  /** No token that works as it stands is in a backup. */
  access_tokens: false,
  /** A sweep goes on where it is; a restored one would do again what was done since. */
  sweeps: false,
  sweep_items: false,
  sweep_rows: false,
  /** Nobody can look back: what was lost when, and why, is nowhere else. */
  token_reach: true,
  /** The history that an auditor asks for is nowhere else. */
  posture_reports: true,
  /** A report that was being made is made again. */
  posture_runs: false,
  /** The next calls say it again. */
  grant_mfa: false,
  customer_mfa_refusals: false,
  /** Read again within a day. */
  forecast_sources: false,
  /** Nobody is warned twice. */
  told_ends: true,
  /** Seen again by the next check. */
  grant_refusals: false,
  /** People sign in again. */
  dashboard_sessions: false,
  dashboard_links: false,
  /** Written as groups, the same for both databases. */
  audit_groups: false,
  audit_tenants: false,
} as const satisfies Record<keyof Schema, boolean>;

export type BackedUpTable = {
  [Name in keyof Schema]: (typeof isBackedUp)[Name] extends true ? Name : never;
}[keyof Schema];

/** In an order in which rows may name others that came before. */
export const backedUpTables = Object.keys(isBackedUp).filter((name) => isBackedUp[name as keyof Schema]) as [
  BackedUpTable,
  ...BackedUpTable[],
];

/** A row as it is stored. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A store as it was at one instant: its rows and its audit fit together, whatever happens to it meanwhile. */
export interface StoreSnapshot extends AsyncDisposable {
  /** The id of the store. */
  readonly store: string;
  /** The number of its newest migration. */
  readonly schema: number;
  /** Of the master key that seals now. */
  readonly key: ChainKey;
  rows(table: BackedUpTable): AsyncIterable<Row>;
  /** In the order of writing. */
  auditGroups(): AsyncIterable<StoredGroup & { readonly position: number }>;
}

/** What of the stamp is no part of a backup: the operator key's hash, for a restored store makes its own; its id; a probe's trace. */
const ownStamps: readonly string[] = ['operator-key-hash', 'operator-key-place', 'store', 'audit-probe'];

const keyOf: Readonly<Record<BackedUpTable, readonly [string, ...string[]]>> = {
  stamp: ['name'],
  invitations: ['id'],
  approvals: ['partner', 'application'],
  admin_consents: ['id'],
  callers: ['id'],
  caller_keys: ['id'],
  caller_identities: ['id'],
  grants: ['id'],
  secrets: ['ref'],
  stops: ['scope'],
  withdrawals: ['grant_id'],
  exports: ['grant_id', 'exported_at'],
  news: ['name'],
  token_reach: ['partner', 'customer', 'resource'],
  posture_reports: ['id'],
  told_ends: ['what'],
};
const pageSize = 500;
/** A report may have a megabyte. */
const reportsAtOnce = 16;

/** All rows of a table, page by page. @param db sees one state all the while */
export async function* readRows(db: Kysely<Schema>, table: BackedUpTable): AsyncGenerator<Row> {
  const limit = table === 'posture_reports' ? reportsAtOnce : pageSize;
  for (let offset = 0; ; offset += limit) {
    let page = db.selectFrom(table as 'stamp').selectAll();
    for (const column of keyOf[table]) page = page.orderBy(column as 'name');
    const rows = (await page.limit(limit).offset(offset).execute()) as unknown as readonly Row[];
    for (const row of rows) {
      if (table !== 'stamp' || !ownStamps.includes(String(row['name']))) yield { ...row };
    }
    if (rows.length < limit) return;
  }
}

/** @throws ConsentryError `store_unavailable` */
export async function readSchemaNumber(db: Kysely<Schema>): Promise<number> {
  const newest = db.selectFrom('migrations').select('number').orderBy('number', 'desc').limit(1);
  return (await newest.executeTakeFirst())?.number ?? 0;
}
