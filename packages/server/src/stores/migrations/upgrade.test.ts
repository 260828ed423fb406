import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { createEnvelope, Secret } from '@consentry/core';
import { Kysely, sql } from 'kysely';
import { aBareDatabase } from '../../../test/a-database.ts';
import {
  aFolder,
  aPolicy,
  application,
  cleanUp,
  partner,
  random,
  storeOptions,
  subject,
  testOnBoth,
} from '../../../test/a-store.ts';
import { createMasterKeys } from '../master-keys.ts';
import { createNodeSqliteDialect } from '../node-sqlite-dialect.ts';
import { type OpenStoreOptions, openStore } from '../open-store.ts';
import { openDatabase } from '../postgres/open-database.ts';
import { startLimits } from '../postgres/postgres-pool.ts';
import type { Schema } from '../schema.ts';
import { migrate, migrations } from './migrate.ts';
import type { DatabaseKind } from './migration.ts';

const clock = { now: () => 1000 };
const first = migrations.slice(0, 1);
const grant = 'gra_AAAAAAAAAAAAAAAAAAAAAA';

async function enter(place: OpenStoreOptions): Promise<Kysely<Schema>> {
  if (place.database !== undefined) return openDatabase(place.database, startLimits);
  mkdirSync(place.dataDir, { recursive: true, mode: 0o700 });
  return new Kysely<Schema>({
    dialect: createNodeSqliteDialect(new DatabaseSync(`${place.dataDir}/state.db`)),
  });
}

/** A store as the first version left it: a grant with its secret, and a caller with its key. */
async function anOldStore(t: TestContext, kind: DatabaseKind): Promise<OpenStoreOptions> {
  const { address, drop } = kind === 'postgres' ? await aBareDatabase() : {};
  if (drop !== undefined) cleanUp(t, drop);
  const place = storeOptions(aFolder(t), { database: address });
  const db = await enter(place);
  await migrate(db, clock, kind, first);
  const keys = createMasterKeys(place.masterKeyFile, random);
  const sealed = createEnvelope(keys, random).seal(Secret.of('refresh'), `refresh-token|${grant}|1`);
  await db
    .insertInto('stamp')
    .values([
      { name: 'store', value: 'AAAAAAAAAAAAAAAA' },
      { name: 'cloud', value: 'public' },
      { name: 'application', value: application },
      { name: `master-key:${keys[0].id}`, value: '1' },
    ])
    .execute();
  await sql`INSERT INTO secrets (ref, grant_id, version, sealed, created_at) VALUES ('sec_1', ${grant}, 1, ${sealed}, 1)`.execute(
    db,
  );
  await sql`INSERT INTO grants (id, partner, subject, username, display_name, application, scopes, amr, mfa, consented_at,
      version, secret, sealed_at, state, state_reason, state_since)
    VALUES (${grant}, ${partner}, ${subject}, 'service@contoso.example', null, ${application}, '[]', '["mfa"]', 'confirmed', 1000,
      1, 'sec_1', 1001, 'healthy', 'sealed', 1001)`.execute(db);
  await sql`INSERT INTO callers (id, name, key_hash, policy, created_at, expires_at, removed_at)
    VALUES ('cal_AAAAAAAAAAAAAAAAAAAAAA', 'reports', 'hash', ${JSON.stringify(aPolicy())}, 1, null, null)`.execute(
    db,
  );
  await db.destroy();
  return place;
}

async function schemaOf(place: OpenStoreOptions): Promise<number | undefined> {
  const db = await enter(place);
  const row = await db.selectFrom('migrations').select('number').orderBy('number', 'desc').executeTakeFirst();
  await db.destroy();
  return row?.number;
}

testOnBoth('opens a store of the first version, and everything in it is there', async (t, kind) => {
  const place = await anOldStore(t, kind);
  const store = await openStore(place);
  cleanUp(t, () => store.close());
  const [found] = await store.grants.listByPartner(partner);
  assert.equal(found?.id, grant);
  assert.equal(found.state, 'healthy');
  assert.equal((await store.vault.get(found.secret, { grant: found.id, version: 1 })).reveal(), 'refresh');
  const [caller] = await store.callers.list({ limit: 10 });
  assert.equal(caller?.caller.name, 'reports');
});

testOnBoth('a failure in the last of several steps leaves the version that was there', async (t, kind) => {
  const place = await anOldStore(t, kind);
  const db = await enter(place);
  const newest = migrations.length + 1;
  const failing = {
    number: newest,
    name: 'fails',
    up: () => Promise.reject(new Error('the power went')),
  };
  await assert.rejects(migrate(db, clock, kind, [...migrations, failing]), /the power went/);
  assert.equal(await schemaOf(place), 1);
  await db.destroy();
  await (await openStore(place)).close();
  assert.equal(await schemaOf(place), migrations.length);
});

testOnBoth('an older program refuses the store afterwards, and leaves it as it is', async (t, kind) => {
  const place = await anOldStore(t, kind);
  await (await openStore(place)).close();
  const db = await enter(place);
  cleanUp(t, () => db.destroy());
  await assert.rejects(migrate(db, clock, kind, first), {
    code: 'store_newer',
    message: `The store has schema ${migrations.length}; this version knows schemas up to 1.`,
  });
});

/** Migrates up to a last step that says that it is reached, and never ends. */
const hangingProgram = `
  const url = (path) => new URL(path, ${JSON.stringify(import.meta.url)});
  const { migrate, migrations } = await import(url('./migrate.ts'));
  const { Kysely } = await import(${JSON.stringify(import.meta.resolve('kysely'))});
  const { DatabaseSync } = await import('node:sqlite');
  const { createNodeSqliteDialect } = await import(url('../node-sqlite-dialect.ts'));
  const { openDatabase } = await import(url('../postgres/open-database.ts'));
  const { startLimits } = await import(url('../postgres/postgres-pool.ts'));
  const { Secret } = await import(${JSON.stringify(import.meta.resolve('@consentry/core'))});
  const { dataDir, database: named } = JSON.parse(process.argv[1]);
  const database = named && { ...named, password: named.password && Secret.of(process.env.DATABASE_PASSWORD) };
  const db = database === undefined
    ? new Kysely({ dialect: createNodeSqliteDialect(new DatabaseSync(dataDir + '/state.db')) })
    : await openDatabase(database, startLimits);
  const hanging = {
    number: 1000,
    name: 'hangs',
    async up() {
      process.stdout.write('reached');
      await new Promise((resolve) => setInterval(resolve, 1 << 30));
    },
  };
  await migrate(db, { now: () => 1 }, database === undefined ? 'sqlite' : 'postgres', [...migrations, hanging]);
`;

testOnBoth(
  'kill -9 in the middle of an upgrade leaves the old store, and the next start upgrades it',
  async (t, kind) => {
    const place = await anOldStore(t, kind);
    const { dataDir, database } = place;
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', hangingProgram, JSON.stringify({ dataDir, database })],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, DATABASE_PASSWORD: database?.password?.reveal() },
      },
    );
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      child.kill('SIGKILL');
    });
    await once(child, 'close');
    assert.equal(said, 'reached');
    assert.equal(await schemaOf(place), 1);
    const store = await openStore(place);
    cleanUp(t, () => store.close());
    assert.equal((await store.grants.listByPartner(partner)).length, 1);
  },
);
