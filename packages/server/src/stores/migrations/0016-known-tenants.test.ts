import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { aPlaceForTables } from '../../../test/a-place-for-tables.ts';
import { aClock, testOnBoth } from '../../../test/a-store.ts';
import type { Schema } from '../schema.ts';
import { migrate, migrations } from './migrate.ts';
import type { DatabaseKind } from './migration.ts';

const partner = 'aaaaaaaa-1111-4111-8111-111111111111';
const other = 'bbbbbbbb-1111-4111-8111-111111111111';
const tested = 'cccccccc-1111-4111-8111-111111111111';
const customer = 'dddddddd-1111-4111-8111-111111111111';

/** SQLite's rows have no prototype. */
const plain = <Row extends object>(rows: readonly Row[]): readonly Row[] => rows.map((row) => ({ ...row }));

async function anOldStore(t: TestContext, kind: DatabaseKind): Promise<Kysely<Schema>> {
  const db = await (await aPlaceForTables(t, kind))();
  const before = migrations.filter(({ number }) => number < 16);
  await migrate(db, aClock(), kind, before);
  const invite = (id: string, what: string, of: string, name: string | null, at: number) =>
    sql`insert into invitations (id, handle_digest, kind, partner, partner_name, accepts_unknown_mfa, created_at, expires_at)
      values (${id}, ${id}, ${what}, ${of}, ${name}, 0, ${at}, 9)`.execute(db);
  await invite('1', 'connect', partner, 'Contoso', 1);
  await invite('2', 'connect', partner, 'Contoso GmbH', 2);
  await invite('3', 'connect', partner, null, 3);
  await invite('4', 'approve', other, null, 4);
  await invite('5', 'test', tested, null, 5);
  const reach = (resource: string, works: number, before_since: number | null) =>
    sql`insert into token_reach (partner, customer, resource, customer_name, works, since, code, seen_at, before_since)
      values (${partner}, ${customer}, ${resource}, 'Fabrikam', ${works}, 5, ${works === 1 ? null : 'tenant_setup'}, 6, ${before_since})`.execute(
      db,
    );
  await reach('arm', 1, null);
  await reach('graph', 0, 2);
  return db;
}

testOnBoth(
  'a store that is older knows its partners by the newest name, its customers, and the turns that it noted',
  async (t, kind) => {
    const db = await anOldStore(t, kind);
    await migrate(db, aClock(), kind);
    assert.deepEqual(
      plain(
        await db.selectFrom('partners').select(['partner', 'name', 'name_key']).orderBy('partner').execute(),
      ),
      [
        { partner, name: 'Contoso GmbH', name_key: 'contoso gmbh' },
        { partner: other, name: null, name_key: other },
      ],
    );
    assert.deepEqual(
      plain(await db.selectFrom('customers').select(['customer', 'name', 'listed_at']).execute()),
      [{ customer, name: 'Fabrikam', listed_at: null }],
    );
    const turns = db.selectFrom('reach_turns').select(['resource', 'since', 'works', 'code']);
    assert.deepEqual(plain(await turns.orderBy('resource').orderBy('since').execute()), [
      { resource: 'arm', since: 5, works: 1, code: null },
      { resource: 'graph', since: 2, works: 1, code: null },
      { resource: 'graph', since: 5, works: 0, code: 'tenant_setup' },
    ]);
  },
);

for (const [what, query] of [
  ['a name', "select partner from partners where name_key >= 'c' and name_key < 'd'"],
  ['an account', "select partner from grants where lower(username) >= 'c' and lower(username) < 'd'"],
  ['a grant in a state', "select 1 from grants where partner = 'x' and state = 'held'"],
  [
    'a customer by its name',
    "select customer from customers where partner = 'x' and name_key >= 'c' and name_key < 'd'",
  ],
  [
    'a customer by its domain',
    "select customer from customers where partner = 'x' and domain_key >= 'c' and domain_key < 'd'",
  ],
  ['the newest invitations', 'select id from invitations order by created_at desc, id desc limit 50'],
] as const) {
  test(`${what} is found by an index`, async (t) => {
    const db = await anOldStore(t, 'sqlite');
    await migrate(db, aClock(), 'sqlite');
    const { rows } = await sql<{ detail: string }>`explain query plan ${sql.raw(query)}`.execute(db);
    assert.deepEqual(
      rows.filter(({ detail }) => !/USING (COVERING )?INDEX/.test(detail)),
      [],
    );
  });
}
