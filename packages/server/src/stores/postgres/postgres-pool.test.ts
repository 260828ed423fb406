import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { type Kysely, sql } from 'kysely';
import { aDatabase } from '../../../test/a-database.ts';
import { aGrant, cleanUp } from '../../../test/a-store.ts';
import { createGrantStore } from '../grants.ts';
import { migrate } from '../migrations/migrate.ts';
import { createAccessChanges } from '../news.ts';
import type { Schema } from '../schema.ts';
import { transact } from '../transact.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import { openDatabase } from './open-database.ts';
import { type PoolLimits, queryLimits } from './postgres-pool.ts';

interface Place {
  readonly db: Kysely<Schema>;
  /** The same database, by connections of its own. */
  enter(limits?: Partial<PoolLimits>): Promise<Kysely<Schema>>;
}

async function aPlace(t: TestContext, limits: Partial<PoolLimits> = {}): Promise<Place> {
  const { address, drop } = await aDatabase();
  cleanUp(t, drop);
  const enter = async (change: Partial<PoolLimits> = {}): Promise<Kysely<Schema>> => {
    const db = await openDatabase(address, { ...queryLimits, ...change });
    cleanUp(t, () => db.destroy());
    return db;
  };
  const db = await enter(limits);
  await migrate(db, { now: () => 1 }, 'postgres');
  return { db, enter };
}

const valueOf = async (db: Kysely<Schema>, expression: string): Promise<unknown> =>
  (await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(db)).rows[0]?.value;

/** Holds a transaction open until it is let go. */
async function hold(db: Kysely<Schema>, statement: string): Promise<() => Promise<void>> {
  const { promise: letGo, resolve: end } = Promise.withResolvers<void>();
  const { promise: held, resolve: begin } = Promise.withResolvers<void>();
  const holding = db.transaction().execute(async (transaction) => {
    await sql.raw(statement).execute(transaction);
    begin();
    await letGo;
  });
  await Promise.race([held, holding]);
  return async () => {
    end();
    await holding;
  };
}

test('gives whole numbers as numbers, and none that would not be exact', async (t) => {
  const { db } = await aPlace(t);
  assert.equal(await valueOf(db, '1795183693271::bigint'), 1_795_183_693_271);
  assert.equal(await valueOf(db, '9007199254740991::bigint'), Number.MAX_SAFE_INTEGER);
  await assert.rejects(valueOf(db, '9007199254740992::bigint'), RangeError);
  assert.equal(await valueOf(db, '1::bigint'), 1);
});

test('sorts text by its bytes, whatever language the server speaks', async (t) => {
  const { db } = await aPlace(t);
  const names = ['b', 'B', 'a', '_', 'A', '-'];
  await db
    .insertInto('stamp')
    .values(names.map((name) => ({ name, value: '' })))
    .execute();
  const rows = await db.selectFrom('stamp').select('name').orderBy('name').execute();
  assert.deepEqual(
    rows.map(({ name }) => name),
    names.toSorted(),
  );
  const columns = await sql<{ name: string }>`select table_name || '.' || column_name as name
    from information_schema.columns where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`.execute(
    db,
  );
  assert.deepEqual(columns.rows, []);
});

test('who waits too long for a connection is refused and told when to come again, and then all goes on', async (t) => {
  const { db } = await aPlace(t, { connections: 1, connectMs: 100 });
  const letGo = await hold(db, 'select 1');
  await assert.rejects(valueOf(db, '1'), (error) => {
    assert.ok(isConsentryError(error, 'store_unavailable'));
    assert.ok((error.retryAfterMs ?? 0) > 0);
    return true;
  });
  await letGo();
  assert.equal(await valueOf(db, '1'), 1);
});

test('a statement in a transaction waits for no lock longer than it may, and a long one is ended', async (t) => {
  const { db, enter } = await aPlace(t);
  const letGo = await hold(db, 'lock table stamp');
  const other = await enter({ lockMs: 50, statementMs: 200 });
  await assert.rejects(
    transact(other, (transaction) => transaction.selectFrom('stamp').selectAll().execute()),
    { code: 'store_unavailable', facts: { database: '55P03' } },
  );
  await letGo();
  const sleep = (db2: Kysely<Schema>) =>
    transact(db2, (transaction) => sql`select pg_sleep(5)`.execute(transaction));
  await assert.rejects(sleep(other), { code: 'store_unavailable', facts: { database: '57014' } });
  assert.equal(await valueOf(other, '1'), 1);
});

test('repeats a transaction that the server undid for a deadlock', async (t) => {
  const { db, enter } = await aPlace(t);
  for (const name of ['a', 'b']) await db.insertInto('stamp').values({ name, value: '0' }).execute();
  const others = await enter();
  const touched = { one: Promise.withResolvers<void>(), two: Promise.withResolvers<void>() };
  const change = (
    where: Kysely<Schema>,
    names: readonly [string, string],
    mine: PromiseWithResolvers<void>,
    theirs: PromiseWithResolvers<void>,
  ): Promise<void> =>
    transact(where, async (transaction) => {
      await sql`set local deadlock_timeout = '20ms'`.execute(transaction);
      const add = (name: string) =>
        sql`update stamp set value = (value::bigint + 1)::text where name = ${name}`.execute(transaction);
      await add(names[0]);
      mine.resolve();
      await theirs.promise;
      await add(names[1]);
    });
  await Promise.all([
    change(db, ['a', 'b'], touched.one, touched.two),
    change(others, ['b', 'a'], touched.two, touched.one),
  ]);
  const rows = await db.selectFrom('stamp').selectAll().orderBy('name').execute();
  assert.deepEqual(rows, [
    { name: 'a', value: '2' },
    { name: 'b', value: '2' },
  ]);
});

test('repeats a transaction that could not be put in an order with another', async (t) => {
  const { db, enter } = await aPlace(t);
  await sql
    .raw(
      `alter database ${String(await valueOf(db, 'current_database()'))} set default_transaction_isolation = serializable`,
    )
    .execute(db);
  cleanUp(t, async () => {
    await sql
      .raw(
        `alter database ${String(await valueOf(db, 'current_database()'))} reset default_transaction_isolation`,
      )
      .execute(db);
  });
  const replicas = await Promise.all([enter(), enter(), enter()]);
  await db.insertInto('stamp').values({ name: 'count', value: '0' }).execute();
  await Promise.all(
    replicas.map((replica) =>
      transact(replica, async (transaction) => {
        const row = await transaction
          .selectFrom('stamp')
          .select('value')
          .where('name', '=', 'count')
          .executeTakeFirstOrThrow();
        const value = String(Number(row.value) + 1);
        await transaction.updateTable('stamp').set({ value }).where('name', '=', 'count').execute();
      }),
    ),
  );
  assert.equal(await valueOf(db, "(select value from stamp where name = 'count')"), '3');
});

test('knows a row that stands already', async (t) => {
  const { db } = await aPlace(t);
  const add = () => db.insertInto('stamp').values({ name: 'a', value: '' }).execute();
  await add();
  await assert.rejects(add(), (error) => isUniqueViolation(error));
});

test('keeps nothing in a session: the next transaction may run in another one', async (t) => {
  const { db } = await aPlace(t, { connections: 1 });
  const before = await valueOf(db, "current_setting('lock_timeout')");
  await createGrantStore(db, createAccessChanges(db)).save(aGrant(), 0);
  assert.equal(await valueOf(db, "current_setting('lock_timeout')"), before);
  assert.equal(await valueOf(db, '(select count(*) from pg_prepared_statements)'), 0);
  assert.equal(await valueOf(db, "(select count(*) from pg_locks where locktype = 'advisory')"), 0);
});

test('a commit is durable although the session says otherwise', async (t) => {
  const { db } = await aPlace(t, { connections: 1 });
  await sql`set synchronous_commit = off`.execute(db);
  const inside = await transact(db, (transaction) =>
    valueOf(transaction, "current_setting('synchronous_commit')"),
  );
  assert.equal(inside, 'on');
});

test('takes no connection to a server that takes no writes, and goes on when it does again', async (t) => {
  const { db, enter } = await aPlace(t);
  const name = String(await valueOf(db, 'current_database()'));
  await sql.raw(`alter database ${name} set default_transaction_read_only = on`).execute(db);
  const other = await enter();
  await assert.rejects(valueOf(other, '1'), { code: 'store_unavailable', facts: { database: '25006' } });
  await sql.raw(`alter database ${name} reset default_transaction_read_only`).execute(db);
  assert.equal(await valueOf(other, '1'), 1);
});
