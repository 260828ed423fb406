import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { readRows } from '../../test/a-database.ts';
import { aPlace } from '../../test/a-store.ts';
import { openStore } from './open-store.ts';

/** The columns of tables, each with its type, in the order of their names. */
type Tables = Readonly<Record<string, readonly string[]>>;

interface Section {
  readonly name: string;
  readonly where: string;
  readonly columns: readonly string[];
}

const document = readFileSync(join(import.meta.dirname, '../../../../docs/storage.md'), 'utf8');
const sections: readonly Section[] = document
  .split(/^## (?=`)/m)
  .slice(1)
  .map((text) => ({
    name: /^`(\w+)`/.exec(text)?.[1] ?? '',
    where: /^Where: ([^.]*(?:\.db[^.]*)*)\./m.exec(text)?.[1] ?? '',
    columns: [...text.matchAll(/^\| `(\w+)` +\| (text|bigint) +\|/gm)]
      .map(([, column, type]) => `${column} ${type}`)
      .toSorted(),
  }));

function told(nameOf: (section: Section) => string | undefined): Tables {
  return Object.fromEntries(
    sections.flatMap((section) => {
      const name = nameOf(section);
      return name === undefined ? [] : [[name, section.columns] as const];
    }),
  );
}

function tablesOf(file: string): Tables {
  using database = new DatabaseSync(file, { readOnly: true });
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  return Object.fromEntries(
    tables.map(({ name }) => {
      const columns = database.prepare(`PRAGMA table_info(${String(name)})`).all();
      // The file of the audit has SQLite's own names of the types.
      const words = columns.map(({ name: column, type }) => `${String(column)} ${wordOf(String(type))}`);
      return [String(name), words.toSorted()];
    }),
  );
}

function wordOf(type: string): string {
  return type.toLowerCase() === 'integer' ? 'bigint' : type.toLowerCase();
}

test('docs/storage.md tells every table and column of state.db and audit.db', async (t) => {
  const place = await aPlace(t, 'sqlite');
  await (await openStore(place)).close();
  assert.deepEqual(
    tablesOf(join(place.dataDir, 'state.db')),
    told(({ name, where }) => (where.includes('`state.db`') ? name : undefined)),
  );
  assert.deepEqual(
    tablesOf(join(place.dataDir, 'audit.db')),
    told(({ where }) => /`audit\.db` as `(\w+)`/.exec(where)?.[1]),
  );
});

test('docs/storage.md tells every table and column of the database on Postgres', async (t) => {
  const place = await aPlace(t, 'postgres');
  await (await openStore(place)).close();
  const rows = await readRows(
    place,
    `SELECT table_name, array_agg(column_name || ' ' || data_type) AS columns FROM information_schema.columns
     WHERE table_schema = 'public' GROUP BY table_name`,
  );
  const tables = rows.map(
    ({ table_name: name, columns }) => [name, (columns as string[]).toSorted()] as const,
  );
  assert.deepEqual(
    Object.fromEntries(tables),
    told(({ name, where }) => (where.includes('Postgres') ? name : undefined)),
  );
});
