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
import { sweeps } from './0009-sweeps.ts';
import { adminConsents } from './0010-admin-consents.ts';
import { tokenReach } from './0011-token-reach.ts';
import { postureReports } from './0012-posture-reports.ts';
import { forecasts } from './0013-forecasts.ts';
import { partnerKinds } from './0014-partner-kinds.ts';
import { dashboardSessions } from './0015-dashboard-sessions.ts';
import { knownTenants } from './0016-known-tenants.ts';
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
  sweeps,
  adminConsents,
  tokenReach,
  postureReports,
  forecasts,
  partnerKinds,
  dashboardSessions,
  knownTenants,
];

/**
 * Brings the schema up to this version, from whichever it has, in one transaction: after a crash it is the old one or this
 * one, and an older program still opens what was left. Of several replicas that start at once one does it, and the others wait and find it done.
 *
 * @throws ConsentryError `store_newer`, `store_unavailable`
 */
export async function migrate(
  db: Kysely<Schema>,
  clock: Clock,
  kind: DatabaseKind,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await db.transaction().execute((transaction) => migrateWithin(transaction, clock, kind, steps));
}

/** As {@link migrate}, as a part of a transaction that does more. */
export async function migrateWithin(
  transaction: Transaction<Schema>,
  clock: Clock,
  kind: DatabaseKind,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await takeTurn(transaction, kind);
  await changing(transaction, kind)
    .schema.createTable('migrations')
    .ifNotExists()
    .addColumn('number', 'bigint', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute();
  const current = await findCurrent(transaction);
  refuseNewer(current, steps.at(-1)?.number ?? 0);
  for (const step of steps.filter(({ number }) => number > current)) {
    await step.up(changing(transaction, kind) as unknown as Kysely<unknown>, kind);
    await transaction
      .insertInto('migrations')
      .values({ number: step.number, name: step.name, applied_at: clock.now() })
      .execute();
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

/** @throws ConsentryError `store_newer` */
export function refuseNewer(current: number, newest: number): void {
  if (current <= newest) return;
  throw new ConsentryError('store_newer', {
    message: `The store has schema ${current}; this version knows schemas up to ${newest}.`,
    facts: { schema: current, knownSchema: newest },
  });
}
