import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Kysely } from 'kysely';
import { createLookup } from './lookup.ts';
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts';
import type { Schema } from './schema.ts';

async function aDatabase() {
  const db = new Kysely<Schema>({ dialect: createNodeSqliteDialect(new DatabaseSync(':memory:')) });
  await db.schema.createTable('news').addColumn('name', 'text').addColumn('generation', 'bigint').execute();
  return db;
}

test('finds the row of the key that it is asked for, each time as the row is then', async () => {
  const db = await aDatabase();
  const find = createLookup(db, (name: 'access') =>
    db.selectFrom('news').selectAll().where('name', '=', name),
  );
  assert.equal(await find('access'), undefined);
  await db.insertInto('news').values({ name: 'access', generation: 1 }).execute();
  assert.equal((await find('access'))?.generation, 1);
  await db.updateTable('news').set({ generation: 2 }).execute();
  assert.equal((await find('access'))?.generation, 2);
  assert.equal(await find('nothing' as 'access'), undefined);
});

test('refuses a query whose value is not the key alone', async () => {
  const db = await aDatabase();
  const all = db.selectFrom('news').selectAll();
  const queries = [
    () => all,
    () => all.where('name', '=', 'access'),
    (name: 'access') => all.where('name', '=', name).where('generation', '>', 1),
  ];
  for (const build of queries) assert.throws(() => createLookup(db, build), TypeError);
});
