import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { Kysely } from 'kysely';
import type { DatabaseKind } from '../src/stores/migrations/migration.ts';
import { createNodeSqliteDialect } from '../src/stores/node-sqlite-dialect.ts';
import { openDatabase } from '../src/stores/postgres/open-database.ts';
import { startLimits } from '../src/stores/postgres/postgres-pool.ts';
import type { Schema } from '../src/stores/schema.ts';
import { aBareDatabase } from './a-database.ts';
import { cleanUp } from './a-store.ts';

/** An empty database, and how a replica of its own enters it. */
export async function aPlaceForTables(
  t: TestContext,
  kind: DatabaseKind,
): Promise<() => Promise<Kysely<Schema>>> {
  if (kind === 'sqlite') {
    const file = new DatabaseSync(':memory:');
    return async () => new Kysely<Schema>({ dialect: createNodeSqliteDialect(file) });
  }
  const { address, drop } = await aBareDatabase();
  cleanUp(t, drop);
  return async () => {
    const db = await openDatabase(address, startLimits);
    cleanUp(t, () => db.destroy());
    return db;
  };
}
