import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kysely } from 'kysely';
import { aPlaceForTables } from '../../../test/a-place-for-tables.ts';
import { testOnBoth } from '../../../test/a-store.ts';
import type { Schema } from '../schema.ts';
import { migrate, migrations } from './migrate.ts';
import type { Migration } from './migration.ts';

const clock = { now: () => 1000 };

async function appliedTo(db: Kysely<Schema>): Promise<readonly number[]> {
  const rows = await db.selectFrom('migrations').select('number').orderBy('number').execute();
  return rows.map(({ number }) => number);
}

const failing: Migration = {
  number: 1,
  name: 'fails half-way',
  async up(database) {
    await database.schema.createTable('half').addColumn('id', 'text').execute();
    throw new Error('the power went');
  },
};

testOnBoth('applies each step once', async (t, kind) => {
  const db = await (await aPlaceForTables(t, kind))();
  await migrate(db, clock, kind);
  await migrate(db, clock, kind);
  const numbers = migrations.map(({ number }) => number);
  assert.deepEqual(await appliedTo(db), numbers);
  assert.deepEqual(
    numbers,
    migrations.map((_, index) => index + 1),
  );
});

testOnBoth('leaves a step that failed half-way wholly undone', async (t, kind) => {
  const db = await (await aPlaceForTables(t, kind))();
  await assert.rejects(migrate(db, clock, kind, [failing]), /the power went/);
  const tables = await db.introspection.getTables();
  assert.ok(!tables.some(({ name }) => name === 'half'));
  await migrate(db, clock, kind);
});

testOnBoth('refuses tables of a newer version, and leaves them alone', async (t, kind) => {
  const db = await (await aPlaceForTables(t, kind))();
  await migrate(db, clock, kind);
  const known = migrations.at(-1)?.number;
  await db.insertInto('migrations').values({ number: 99, name: 'of the future', applied_at: 1 }).execute();
  await assert.rejects(migrate(db, clock, kind), {
    code: 'store_newer',
    facts: { schema: 99, knownSchema: known },
  });
});

test('applies each step once when three replicas start at once', async (t) => {
  const kind = 'postgres';
  const enter = await aPlaceForTables(t, kind);
  const replicas = await Promise.all([enter(), enter(), enter()]);
  await Promise.all(replicas.map((db) => migrate(db, clock, kind)));
  for (const db of replicas) {
    assert.deepEqual(
      await appliedTo(db),
      migrations.map(({ number }) => number),
    );
  }
});
