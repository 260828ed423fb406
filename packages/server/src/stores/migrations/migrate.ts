import { type Clock, ConsentryError } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { firstTables } from './0001-first-tables.ts';
import type { Migration } from './migration.ts';

/** In order. */
export const migrations: readonly Migration[] = [firstTables];

/**
 * Brings the schema up to this version. Each step is one transaction: after a crash it is whole or absent.
 *
 * @throws ConsentryError `store_newer`
 */
export async function migrate(
  db: Kysely<Schema>,
  clock: Clock,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await db.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('number', 'bigint', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute();
  const applied = await db
    .selectFrom('migrations')
    .select('number')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const current = applied?.number ?? 0;
  const newest = steps.at(-1)?.number ?? 0;
  if (current > newest) {
    throw new ConsentryError('store_newer', {
      message: `The store has schema ${current}; this version knows schemas up to ${newest}.`,
      facts: { schema: current, knownSchema: newest },
    });
  }
  for (const step of steps.filter(({ number }) => number > current)) {
    await db.transaction().execute(async (transaction) => {
      await step.up(transaction as unknown as Kysely<unknown>);
      await transaction
        .insertInto('migrations')
        .values({ number: step.number, name: step.name, applied_at: clock.now() })
        .execute();
    });
  }
}
