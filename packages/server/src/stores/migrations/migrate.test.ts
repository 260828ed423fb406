import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Kysely } from 'kysely';
import { createNodeSqliteDialect } from '../node-sqlite-dialect.ts';
import type { Schema } from '../schema.ts';
import { migrate, migrations } from './migrate.ts';
import type { Migration } from './migration.ts';

const clock = { now: () => 1000 };

function aDatabase(): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: createNodeSqliteDialect(new DatabaseSync(':memory:')) });
}

test('applies each step once', async () => {
  const db = aDatabase();
  await migrate(db, clock);
  await migrate(db, clock);
  const applied = await db.selectFrom('migrations').selectAll().execute();
  assert.deepEqual(
    applied.map(({ number }) => number),
    migrations.map(({ number }) => number),
  );
  assert.deepEqual(
    migrations.map(({ number }) => number),
    migrations.map((_, index) => index + 1),
  );
});

test('leaves a step that failed half-way wholly undone', async () => {
  const db = aDatabase();
  const failing: Migration = {
    number: 1,
    name: 'fails half-way',
    async up(database) {
      await database.schema.createTable('half').addColumn('id', 'text').execute();
      throw new Error('the power went');
    },
  };
  await assert.rejects(migrate(db, clock, [failing]), /the power went/);
  const tables = await db.introspection.getTables();
  assert.ok(!tables.some(({ name }) => name === 'half'));
  await migrate(db, clock);
});
