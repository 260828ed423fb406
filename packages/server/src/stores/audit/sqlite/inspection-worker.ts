import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { isSqliteError, sqliteCode } from '../../sqlite-error.ts';
import type { StoredGroup } from '../audit-chain.ts';
import { readTenants } from '../audit-group.ts';
import { createAuditHeads } from '../audit-heads.ts';
import { type AuditInspection, createAuditCheck, type ListedGroup } from '../verify-audit.ts';
import type { AuditThreadData } from './audit-thread.ts';

/** What the inspecting thread says once, at its end. */
export type InspectionAnswer =
  | { readonly kind: 'done'; readonly inspection: AuditInspection }
  | { readonly kind: 'failed'; readonly detail: string; readonly corrupt: boolean };

const busyTimeoutMs = 1000;
/** Between two pages the file is let go, so that its write-ahead log can be tidied. */
const pageSize = 1000;

async function inspect({ file, headFile, store, keys }: AuditThreadData): Promise<AuditInspection> {
  using database = new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs });
  const heads = createAuditHeads(headFile, store, keys);
  const check = createAuditCheck({ keys, readHeads: () => heads.read(), isMine: () => true });
  const page = database.prepare(
    // A number that was put there may be greater than a safe one.
    'SELECT CAST(position AS REAL) AS position, writer, sequence, first_at AS firstAt, last_at AS lastAt, count, body, mac FROM groups WHERE (writer, sequence) > (?, ?) ORDER BY writer, sequence LIMIT ?',
  );
  const listed = database.prepare('SELECT 1 FROM tenants WHERE tenant = ? AND position = ?');
  let last: Pick<StoredGroup, 'writer' | 'sequence'> | undefined = { writer: '', sequence: 0 };
  while (last !== undefined) {
    const rows = page.iterate(last.writer, last.sequence, pageSize) as Iterable<unknown>;
    last = undefined;
    for (const group of rows as Iterable<Omit<ListedGroup, 'isListed'>>) {
      const { body, position } = group;
      const isListed = readTenants(body).every((tenant) => listed.get(tenant, position) !== undefined);
      check.add({ ...group, isListed });
      last = group;
    }
  }
  return await check.end();
}

async function answer(): Promise<InspectionAnswer> {
  try {
    return { kind: 'done', inspection: await inspect(workerData as AuditThreadData) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'unknown';
    const corrupt = isSqliteError(error, sqliteCode.corrupt, sqliteCode.notADatabase);
    return { kind: 'failed', detail, corrupt };
  }
}

if (parentPort === null) throw new TypeError('this file is the start of a thread');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort.postMessage(await answer());
