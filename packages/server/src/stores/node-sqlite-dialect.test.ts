import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Kysely } from 'kysely';
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts';

interface Tables {
  things: { name: string; size: number | null };
}

async function aDatabase() {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Tables>({ dialect: createNodeSqliteDialect(database) });
  await db.schema.createTable('things').addColumn('name', 'text').addColumn('size', 'bigint').execute();
  return { database, db };
}

test('gives text, instants and nulls back as they were written', async () => {
  const { db } = await aDatabase();
  const rows = [
    { name: 'née', size: 1_795_183_693_271 },
    { name: '', size: null },
  ];
  const { numInsertedOrUpdatedRows } = await db.insertInto('things').values(rows).executeTakeFirstOrThrow();
  assert.equal(numInsertedOrUpdatedRows, 2n);
  const read = await db.selectFrom('things').selectAll().execute();
  assert.deepEqual(
    read.map((row) => ({ ...row })),
    rows,
  );
});

test('lets no query into the middle of another’s transaction', async () => {
  const { db } = await aDatabase();
  const order: string[] = [];
  const transaction = db.transaction().execute(async (inside) => {
    await inside.insertInto('things').values({ name: 'half', size: 1 }).execute();
    await Promise.resolve();
    order.push('transaction');
    throw new Error('undone');
  });
  const outside = db.selectFrom('things').selectAll().execute();
  await assert.rejects(transaction, /undone/);
  order.push('query');
  assert.deepEqual(await outside, []);
  assert.deepEqual(order, ['transaction', 'query']);
});

test('says that the disk is full, and goes on when there is room again', async () => {
  const { database, db } = await aDatabase();
  const insert = () =>
    db.transaction().execute((inside) =>
      inside
        .insertInto('things')
        .values({ name: 'x'.repeat(50_000), size: 1 })
        .execute(),
    );
  database.exec('PRAGMA max_page_count = 2');
  await assert.rejects(insert(), { code: 'store_unavailable' });
  database.exec('PRAGMA max_page_count = 1000');
  await insert();
});
