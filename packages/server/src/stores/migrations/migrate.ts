import { type Clock, ConsentryError } from '@consentry/core';
import { type Kysely, sql, type Transaction } from 'kysely';
import { byteOrder } from '../postgres/byte-order.ts';
import type { Schema } from '../schema.ts';
import { firstTables } from './0001-first-tables.ts';
import { replicasAndKeepAlive } from './0002-replicas-and-keep-alive.ts';
import { proofsOfGrants } from './0003-proofs-of-grants.ts';
import { callerKeysAndNews } from './0004-caller-keys-and-news.ts';
import { orderOfRevocations } from './0005-order-of-revocations.ts';
import { challenges } from './0006-challenges.ts';
import { callerIdentities } from './0007-caller-identities.ts';
import { takingBack } from './0008-taking-back.ts';
import type { DatabaseKind, Migration } from './migration.ts';

/** In order. */
export const migrations: readonly Migration[] = [
  firstTables,
  replicasAndKeepAlive,
  proofsOfGrants,
  callerKeysAndNews,
  orderOfRevocations,
  challenges,
  callerIdentities,
  takingBack,
];

/**
 * Brings the schema up to this version. Each step is one transaction: after a crash it is whole or absent. Of
 * several replicas that start at once one makes a step, and the others wait and find it made.
 *
 * @throws ConsentryError `store_newer`, `store_unavailable`
 */
export async function migrate(
  db: Kysely<Schema>,
  clock: Clock,
  kind: DatabaseKind,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await takeTurn(transaction, kind);
    await changing(transaction, kind)
      .schema.createTable('migrations')
      .ifNotExists()
      .addColumn('number', 'bigint', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute();
    refuseNewer(await findCurrent(transaction), steps.at(-1)?.number ?? 0);
  });
  for (const step of steps) {
    await db.transaction().execute(async (transaction) => {
      await takeTurn(transaction, kind);
      if ((await findCurrent(transaction)) >= step.number) return;
      await step.up(changing(transaction, kind) as unknown as Kysely<unknown>, kind);
      await transaction
        .insertInto('migrations')
        .values({ number: step.number, name: step.name, applied_at: clock.now() })
        .execute();
    });
  }
}

/** Any number will do, as long as nobody else of this database takes it. */
const turnNumber = 0x636f_6e73;

/**
 * Waits until no other replica is in a transaction with a turn. It ends with the transaction; SQLite lets one writer in
 * anyhow.
 */
export async function takeTurn(transaction: Transaction<Schema>, kind: DatabaseKind): Promise<void> {
  if (kind === 'postgres')
    await sql`select pg_advisory_xact_lock(${sql.lit(turnNumber)})`.execute(transaction);
}

/** What the tables are changed by. */
function changing(transaction: Transaction<Schema>, kind: DatabaseKind): Kysely<Schema> {
  return kind === 'postgres' ? transaction.withPlugin(byteOrder) : transaction;
}

async function findCurrent(db: Kysely<Schema>): Promise<number> {
  const newest = db.selectFrom('migrations').select('number').orderBy('number', 'desc').limit(1);
  return (await newest.executeTakeFirst())?.number ?? 0;
}

function refuseNewer(current: number, newest: number): void {
  if (current <= newest) return;
  throw new ConsentryError('store_newer', {
    message: `The store has schema ${current}; this version knows schemas up to ${newest}.`,
    facts: { schema: current, knownSchema: newest },
  });
}
