import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { ConsentryError } from '@consentry/core';
import { Kysely } from 'kysely';
import type { ChainKey, StoredGroup } from '../audit/audit-chain.ts';
import { createNodeSqliteDialect } from '../node-sqlite-dialect.ts';
import { createPrivateFile } from '../private-file.ts';
import type { Schema } from '../schema.ts';
import { readRows, readSchemaNumber, type StoreSnapshot } from './store-snapshot.ts';

const folderPrefix = 'snapshot-';
const pagesAtOnce = 256;
const groupsOfAPage = 100;

export interface SqliteSnapshotOptions {
  readonly dataDir: string;
  /** The open state file. */
  readonly state: DatabaseSync;
  readonly store: string;
  readonly key: ChainKey;
}

/** Removes what a snapshot has left that was under way when its process was killed. */
export function removeOldSnapshots(dataDir: string): void {
  for (const name of readdirSync(dataDir).filter((entry) => entry.startsWith(folderPrefix))) {
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

/**
 * Copies the state file, some pages at a time, while it is written: what is written meanwhile is in the copy too. The audit is
 * only ever added to, so its end at the instant at which the copy is done is where it fits. The copy is sealed as the file is,
 * lies in the data folder, and is gone with the snapshot.
 *
 * @throws ConsentryError `store_unavailable` for a disk that is full
 */
export async function takeSqliteSnapshot(options: SqliteSnapshotOptions): Promise<StoreSnapshot> {
  const { dataDir, state, store, key } = options;
  await using taken = new AsyncDisposableStack();
  const folder = mkdtempSync(join(dataDir, folderPrefix));
  taken.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'state.db');
  createPrivateFile(file);
  try {
    await backup(state, file, { rate: pagesAtOnce });
  } catch (cause) {
    throw new ConsentryError('store_unavailable', { cause });
  }
  const audit = new DatabaseSync(join(dataDir, 'audit.db'), { readOnly: true, timeout: 1000 });
  taken.defer(() => audit.close());
  const end = audit.prepare('SELECT max(position) AS position FROM groups').get()?.['position'] ?? 0;
  const copy = new DatabaseSync(file, { readOnly: true });
  const db = new Kysely<Schema>({ dialect: createNodeSqliteDialect(copy) });
  taken.defer(() => db.destroy());
  const schema = await readSchemaNumber(db);
  const held = taken.move();
  return {
    store,
    schema,
    key,
    rows: (table) => readRows(db, table),
    auditGroups: () => readGroups(audit, Number(end)),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function* readGroups(
  audit: DatabaseSync,
  end: number,
): AsyncGenerator<StoredGroup & { readonly position: number }> {
  const page = audit.prepare(
    'SELECT position, writer, sequence, first_at AS firstAt, last_at AS lastAt, count, body, mac FROM groups WHERE position > ? AND position <= ? ORDER BY position LIMIT ?',
  );
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const groups = page.all(after, end, groupsOfAPage) as unknown as (StoredGroup & { position: number })[];
    for (const group of groups) yield { ...group };
    const last = groups.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}
