import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

const twentyDaysMs = 20 * 24 * 60 * 60 * 1000;

export const replicasAndKeepAlive: Migration = {
  number: 2,
  name: 'replicas and keep-alive',
  async up(db) {
    await extendGrants(db);
    await createShared(db);
  },
};

/** What was said of a grant, when it is exercised, and whether a refresh token that works once is on its way. */
async function extendGrants(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('grants')
    .addColumn('state_evidence', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
  await db.schema
    .alterTable('grants')
    .addColumn('exercise_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('grants').addColumn('redeeming_since', 'bigint').execute();
  await sql`UPDATE grants SET exercise_at = sealed_at + ${sql.lit(twentyDaysMs)}`.execute(db);
  await db.schema.createIndex('grants_exercise').on('grants').columns(['exercise_at', 'id']).execute();
}

/** What replicas share. One process alone leaves these tables empty. */
async function createShared(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('leases')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('access_tokens')
    .addColumn('grant_id', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('access_tokens_key', ['grant_id', 'target'])
    .execute();
}
