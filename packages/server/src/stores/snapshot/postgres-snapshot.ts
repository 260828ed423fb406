import { type Kysely, sql } from 'kysely';
import type { ChainKey, StoredGroup } from '../audit/audit-chain.ts';
import { openDatabase } from '../postgres/open-database.ts';
import type { PostgresAddress } from '../postgres/postgres-address.ts';
import { startLimits } from '../postgres/postgres-pool.ts';
import type { Schema } from '../schema.ts';
import { readRows, readSchemaNumber, type StoreSnapshot } from './store-snapshot.ts';

const groupsOfAPage = 100;
const standStillMs = 60_000;

export interface PostgresSnapshotOptions {
  readonly address: PostgresAddress;
  readonly store: string;
  readonly key: ChainKey;
}

/**
 * Reads everything in one transaction, on a connection of its own: it sees the database as it was at its beginning, and
 * holds nobody up.
 *
 * @throws ConsentryError `store_unavailable`
 */
export async function takePostgresSnapshot(options: PostgresSnapshotOptions): Promise<StoreSnapshot> {
  const { address, store, key } = options;
  await using taken = new AsyncDisposableStack();
  const pool = await openDatabase(address, startLimits);
  taken.defer(() => pool.destroy());
  const transaction = await pool
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute();
  taken.defer(async () => {
    // Its end changes nothing, and a connection that broke has ended it already.
    await transaction
      .rollback()
      .execute()
      .catch(() => undefined);
  });
  // Who stops reading keeps no old rows alive.
  await sql`set local idle_in_transaction_session_timeout = ${sql.lit(standStillMs)}`.execute(transaction);
  const schema = await readSchemaNumber(transaction);
  const held = taken.move();
  return {
    store,
    schema,
    key,
    rows: (table) => readRows(transaction, table),
    auditGroups: () => readGroups(transaction),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function* readGroups(db: Kysely<Schema>): AsyncGenerator<StoredGroup & { readonly position: number }> {
  let after = -1;
  for (;;) {
    const rows = await db
      .selectFrom('audit_groups')
      .selectAll()
      .where('position', '>', after)
      .orderBy('position')
      .limit(groupsOfAPage)
      .execute();
    for (const { first_at: firstAt, last_at: lastAt, ...rest } of rows) yield { ...rest, firstAt, lastAt };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}
