import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { aPlaceForTables } from '../../../test/a-place-for-tables.ts';
import { testOnBoth } from '../../../test/a-store.ts';
import { migrate, migrations } from './migrate.ts';

const clock = { now: () => 1000 };

testOnBoth(
  'grants keep every column, and an account may have a second grant once the first is purged',
  async (t, kind) => {
    const db = await (await aPlaceForTables(t, kind))();
    const upTo = (last: number) => migrations.filter(({ number }) => number <= last);
    await migrate(db, clock, kind, upTo(7));
    const insert = (id: string) =>
      sql`INSERT INTO grants
      (id, partner, subject, username, display_name, application, scopes, amr, mfa, consented_at, version, secret,
       sealed_at, state, state_reason, state_since, state_evidence, exercise_at, redeeming_since, proving_since, proved_at, revoked_by)
      VALUES (${id}, 'p', 's', 'u', 'd', 'a', '[]', '["mfa"]', 'confirmed', 1, 2, 'sec', 3, 'healthy', 'sealed', 4, '{"a":1}', 5, 6, 7, 8, 9)`.execute(
        db,
      );
    await insert('one');
    const before = await db.selectFrom('grants').selectAll().executeTakeFirst();
    await migrate(db, clock, kind, upTo(8));
    assert.deepEqual(
      { ...(await db.selectFrom('grants').selectAll().executeTakeFirst()) },
      { ...before, purged: null },
    );
    await assert.rejects(insert('two'), /unique|UNIQUE/);
    await db.updateTable('grants').set({ purged: '{}' }).execute();
    await insert('two');
    await assert.rejects(insert('three'), /unique|UNIQUE/);
  },
);
