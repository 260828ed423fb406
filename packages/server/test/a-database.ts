import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Secret } from '@consentry/core';
import { Client } from 'pg';
import { findPostgres } from '../../../scripts/test/postgres/test-postgres.ts';
import type { OpenStoreOptions } from '../src/stores/open-store.ts';
import type { PostgresAddress } from '../src/stores/postgres/postgres-address.ts';

/** A database on the Postgres server of this run of tests. */
export interface TestDatabase {
  readonly address: PostgresAddress;
  /** Gives it up, and ends every connection to it. */
  drop(): Promise<void>;
}

let count = 0;

/**
 * A database without a table.
 * @param server its URL; that of this run unless told otherwise
 */
export async function aBareDatabase(server?: string): Promise<TestDatabase> {
  const url = server ?? (await findPostgres());
  count += 1;
  const database = `test_${process.pid}_${count}`;
  await administer(url, `create database ${database}`);
  return {
    address: addressAt(url, database),
    drop: () => administer(url, `drop database ${database} with (force)`),
  };
}

const free: PostgresAddress[] = [];

/** A database with empty tables, or none: making one takes longer than most tests, so one serves them in turn. */
export async function aDatabase(): Promise<TestDatabase> {
  const address = free.pop() ?? (await aBareDatabase()).address;
  return {
    address,
    async drop() {
      await readRows({ dataDir: '', database: address }, emptying);
      free.push(address);
    },
  };
}

/** Ends what others have begun, and empties every table but that of the migrations, without looking at references. */
const emptying = `
  SET session_replication_role = replica;
  DO $$ DECLARE name text; BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE 'DELETE FROM ' || name || CASE name WHEN 'migrations' THEN ' WHERE number > 90' ELSE '' END;
    END LOOP;
  END $$`;

/** A database on the server at this URL. */
export function addressAt(url: string, database: string): PostgresAddress {
  const { hostname: host, port, username: user, password } = new URL(url);
  return { host, port: Number(port), user, database, password: Secret.of(password), tls: undefined };
}

async function administer(url: string, command: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(command);
  } finally {
    await client.end();
  }
}

export type Row = Readonly<Record<string, unknown>>;

/** Does what somebody with access to the database could do behind the store's back; several statements with `;`. */
export async function tamper(
  options: Pick<OpenStoreOptions, 'dataDir' | 'database'>,
  sql: string,
): Promise<void> {
  await readRows(options, sql);
}

/** The rows that the last statement gives. Whole numbers of Postgres come as text. */
export async function readRows(
  { dataDir, database }: Pick<OpenStoreOptions, 'dataDir' | 'database'>,
  sql: string,
): Promise<readonly Row[]> {
  if (database === undefined) {
    using file = new DatabaseSync(join(dataDir, 'state.db'));
    if (!/^\s*select/i.test(sql)) return [file.exec(sql)].flatMap(() => []);
    return file
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  }
  const { host, port, user, password } = database;
  const client = new Client({
    host,
    port,
    user,
    database: database.database,
    password: password?.reveal() ?? '',
  });
  await client.connect();
  try {
    return ((await client.query(sql)) as { rows: readonly Row[] }).rows;
  } finally {
    await client.end();
  }
}

/** Everything that is stored, as somebody finds it who has the files or the database. Close the store first. */
export async function everyText(options: Pick<OpenStoreOptions, 'dataDir' | 'database'>): Promise<string> {
  if (options.database === undefined) {
    const files = readdirSync(options.dataDir).map((name) => join(options.dataDir, name));
    return files.map((file) => readFileSync(file, 'latin1')).join('\n');
  }
  const tables = await readRows(options, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  const rows = await Promise.all(
    tables.map(({ tablename }) => readRows(options, `SELECT * FROM ${String(tablename)}`)),
  );
  return JSON.stringify(rows);
}
