import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { MasterKey } from '@consentry/core';
import { deriveChainKeys } from '../audit-chain.ts';
import { createAuditHeads } from '../audit-heads.ts';
import { type AuditLog, createAuditLog } from '../audit-log.ts';
import type { PlacedGroup, StoredGroup } from '../audit-storage.ts';
import { startAuditWriter } from './audit-writer.ts';

export interface SqliteAuditOptions {
  readonly file: string;
  /** The second place for the head of the chain; not in the data folder. */
  readonly headFile: string;
  readonly store: string;
  readonly masterKeys: readonly MasterKey[];
  /** @see AuditLogOptions */
  readonly waitMs?: number;
  readonly maximumWaiting?: number;
}

const pageSize = 500;
const busyTimeoutMs = 1000;

/**
 * The audit as a file of its own, written by a thread of its own.
 * @throws ConsentryError `store_corrupt`, `audit_unavailable`
 */
export async function openSqliteAudit(options: SqliteAuditOptions): Promise<AuditLog> {
  const { file, headFile, store, masterKeys, waitMs, maximumWaiting } = options;
  const keys = deriveChainKeys(masterKeys);
  const writer = await startAuditWriter({ file, headFile, store, keys });
  const heads = createAuditHeads(headFile, store, keys);
  const storage = {
    writer,
    findGroups: (from: number, tenant: string | undefined) => findGroups(file, from, tenant),
    walk: () => walk(file),
    readHeads: () => heads.read(),
    isMine: () => true,
  };
  return createAuditLog({ storage, keys, waitMs, maximumWaiting });
}

async function* findGroups(
  file: string,
  from: number,
  tenant: string | undefined,
): AsyncGenerator<PlacedGroup> {
  using database = openToRead(file);
  const rows =
    tenant === undefined
      ? database
          .prepare('SELECT position, body FROM groups WHERE position <= ? ORDER BY position DESC')
          .iterate(from)
      : database
          .prepare(
            'SELECT position, body FROM tenants JOIN groups USING (position) WHERE tenant = ? AND position <= ? ORDER BY position DESC',
          )
          .iterate(tenant, from);
  yield* rows as Iterable<unknown> as Iterable<PlacedGroup>;
}

/** Page by page, so that others get their turn. */
async function* walk(file: string): AsyncGenerator<StoredGroup> {
  using database = openToRead(file);
  const page = database.prepare(
    'SELECT writer, sequence, first_at AS firstAt, last_at AS lastAt, count, body, mac FROM groups WHERE (writer, sequence) > (?, ?) ORDER BY writer, sequence LIMIT ?',
  );
  let last: Pick<StoredGroup, 'writer' | 'sequence'> | undefined = { writer: '', sequence: 0 };
  while (last !== undefined) {
    const rows = page.all(last.writer, last.sequence, pageSize) as unknown[] as StoredGroup[];
    yield* rows;
    last = rows.at(-1);
    await setImmediate();
  }
}

function openToRead(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs });
}
