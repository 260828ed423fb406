import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

export const callerKeysAndNews: Migration = {
  number: 4,
  name: 'caller keys and news',
  async up(db) {
    await createKeys(db);
    await db.schema
      .createTable('news')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('generation', 'bigint', (column) => column.notNull())
      .execute();
  },
};

/** A caller's one key becomes the first of its keys; it goes on working. */
async function createKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('caller_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('caller', 'text', (column) => column.notNull().references('callers.id'))
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('removed_at', 'bigint')
    .execute();
  await db.schema.createIndex('caller_keys_of_caller').on('caller_keys').columns(['caller', 'id']).execute();
  await sql`
    INSERT INTO caller_keys (id, caller, hash, created_at, expires_at, removed_at)
    SELECT 'key_' || substr(id, 5), id, key_hash, created_at, expires_at, removed_at FROM callers`.execute(
    db,
  );
  await db.schema.alterTable('callers').dropColumn('key_hash').execute();
  await db.schema.alterTable('callers').dropColumn('expires_at').execute();
}
