import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { type ChainKey, groupMac, isAuthentic, noMac } from './audit-chain.ts';
import type { AuditDatabaseOptions } from './audit-database.ts';
import { createAuditHeads } from './audit-heads.ts';

/**
 * `changed`: a group is not what was written. `missing`: groups before this one are gone. `cut`: the groups
 * up to the anchored head are gone. `head`: the anchored head was changed, or is gone.
 */
export type AuditBreak = 'changed' | 'missing' | 'cut' | 'head';

export type AuditVerdict =
  | { readonly ok: true; readonly groups: number; readonly events: number }
  | { readonly ok: false; readonly reason: AuditBreak; readonly writer: string; readonly sequence: number };

interface GroupRow {
  readonly writer: string;
  readonly sequence: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly count: number;
  readonly body: string;
  readonly mac: string;
}

const pageSize = 500;

/** Walks every chain from its beginning to its anchored head, and says where the first one breaks. */
export async function verifyAudit({
  file,
  headFile,
  store,
  keys,
}: AuditDatabaseOptions): Promise<AuditVerdict> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
  try {
    const heads = new Map(
      createAuditHeads(headFile, store, keys)
        .read()
        .map((head) => [head.writer, head]),
    );
    const reached = new Set<string>();
    let previous = { writer: '', sequence: 0, mac: noMac };
    let groups = 0;
    let events = 0;
    for await (const row of walk(database)) {
      if (row.writer !== previous.writer) previous = { writer: row.writer, sequence: 0, mac: noMac };
      const reason = breakOf(row, previous, keys);
      const head = heads.get(row.writer);
      if (reason !== undefined) return broken(reason, row);
      if (head === undefined || !head.authentic) return broken('head', row);
      if (head.sequence === row.sequence) {
        if (head.mac !== row.mac) return broken('cut', row);
        reached.add(row.writer);
      }
      previous = row;
      groups += 1;
      events += row.count;
    }
    const cut = [...heads.values()].find(({ writer }) => !reached.has(writer));
    return cut === undefined ? { ok: true, groups, events } : broken('cut', cut);
  } finally {
    database.close();
  }
}

/** Page by page, so that others get their turn. */
async function* walk(database: DatabaseSync): AsyncGenerator<GroupRow> {
  const page = database.prepare(
    'SELECT writer, sequence, first_at, last_at, count, body, mac FROM groups WHERE (writer, sequence) > (?, ?) ORDER BY writer, sequence LIMIT ?',
  );
  let last: Pick<GroupRow, 'writer' | 'sequence'> | undefined = { writer: '', sequence: 0 };
  while (last !== undefined) {
    const rows = page.all(last.writer, last.sequence, pageSize) as unknown[] as GroupRow[];
    yield* rows;
    last = rows.at(-1);
    await setImmediate();
  }
}

function breakOf(
  row: GroupRow,
  previous: Pick<GroupRow, 'sequence' | 'mac'>,
  keys: readonly ChainKey[],
): AuditBreak | undefined {
  if (row.sequence !== previous.sequence + 1) return 'missing';
  const group = { ...row, firstAt: row.first_at, lastAt: row.last_at };
  return isAuthentic(row.mac, keys, (key) => groupMac(key, group, previous.mac)) ? undefined : 'changed';
}

function broken(reason: AuditBreak, at: Pick<GroupRow, 'writer' | 'sequence'>): AuditVerdict {
  return { ok: false, reason, writer: at.writer, sequence: at.sequence };
}
