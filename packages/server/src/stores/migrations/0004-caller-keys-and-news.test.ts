import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { aPlaceForTables } from '../../../test/a-place-for-tables.ts';
import { testOnBoth } from '../../../test/a-store.ts';
import { migrate, migrations } from './migrate.ts';

const clock = { now: () => 1000 };

testOnBoth('the one key of a caller becomes the first of its keys', async (t, kind) => {
  const db = await (await aPlaceForTables(t, kind))();
  await migrate(
    db,
    clock,
    kind,
    migrations.filter(({ number }) => number < 4),
  );
  await sql`INSERT INTO callers (id, name, key_hash, policy, created_at, expires_at, removed_at) VALUES
    ('cal_AAAAAAAAAAAAAAAAAAAAAA', 'one', 'hash 1', '{}', 1, 5, null),
    ('cal_BBBBBBBBBBBBBBBBBBBBBB', 'two', 'hash 2', '{}', 2, null, 3)`.execute(db);
  await migrate(db, clock, kind);
  const keys = await db.selectFrom('caller_keys').selectAll().orderBy('id').execute();
  assert.deepEqual(
    keys.map((row) => ({ ...row })),
    [
      {
        id: 'key_AAAAAAAAAAAAAAAAAAAAAA',
        caller: 'cal_AAAAAAAAAAAAAAAAAAAAAA',
        hash: 'hash 1',
        created_at: 1,
        expires_at: 5,
        removed_at: null,
      },
      {
        id: 'key_BBBBBBBBBBBBBBBBBBBBBB',
        caller: 'cal_BBBBBBBBBBBBBBBBBBBBBB',
        hash: 'hash 2',
        created_at: 2,
        expires_at: null,
        removed_at: 3,
      },
    ],
  );
  assert.deepEqual(
    (await db.selectFrom('callers').selectAll().orderBy('id').execute()).map(({ id, name, policy }) => [
      id,
      name,
      policy,
    ]),
    [
      ['cal_AAAAAAAAAAAAAAAAAAAAAA', 'one', '{}'],
      ['cal_BBBBBBBBBBBBBBBBBBBBBB', 'two', '{}'],
    ],
  );
});
