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

/**
 * Walks every chain from its beginning to its anchored head, and says where the first one breaks. A chain of one
 * group may still be without a head: it is anchored right after that group.
 */
export async function verifyAudit({
  file,
  headFile,
  store,
  keys,
}: AuditDatabaseOptions): Promise<AuditVerdict> {
  const anchored = createAuditHeads(headFile, store, keys);
  const heads = anchored.read();
  const forged = heads.find(({ authentic }) => !authentic);
  if (forged !== undefined) return broken('head', forged);
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
  try {
    const unreached = new Map(heads.map((head) => [head.writer, head]));
    const ends = new Map<string, GroupRow>();
    let [groups, events] = [0, 0];
    for await (const row of walk(database)) {
      const reason = breakOf(row, ends.get(row.writer) ?? { sequence: 0, mac: noMac }, keys);
      if (reason !== undefined) return broken(reason, row);
      const head = unreached.get(row.writer);
      if (head?.sequence === row.sequence) {
        if (head.mac !== row.mac) return broken('cut', row);
        unreached.delete(row.writer);
      }
      ends.set(row.writer, row);
      groups += 1;
      events += row.count;
    }
    const [cut] = unreached.values();
    if (cut !== undefined) return broken('cut', cut);
    const withHead = new Set(anchored.read().map(({ writer }) => writer));
    const headless = [...ends.values()].find(({ writer, sequence }) => sequence > 1 && !withHead.has(writer));
    return headless === undefined ? { ok: true, groups, events } : broken('head', headless);
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
