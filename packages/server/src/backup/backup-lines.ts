import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { type ChainKey, isAuthentic, knowsKey } from '../stores/audit/audit-chain.ts';
import {
  type BackedUpTable,
  backedUpTables,
  type Row,
  type StoreSnapshot,
} from '../stores/snapshot/store-snapshot.ts';
import { unreadable } from './sealed-file.ts';

/** What a backup is of. */
export interface BackupHead {
  /** The id of the store. */
  readonly store: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** The number of its newest migration. */
  readonly schema: number;
}

/** A group of the audit, in its place. */
export type BackupGroup = z.output<typeof group>;

/** A part of a backup, in the order in which they come. */
export type BackupPart =
  | { readonly kind: 'head'; readonly head: BackupHead }
  | { readonly kind: 'row'; readonly table: BackedUpTable; readonly row: Row }
  | { readonly kind: 'group'; readonly group: BackupGroup };

const count = z.number().int().min(0);
const head = z.strictObject({ store: z.string().regex(/^[\w-]{16}$/), takenAt: count, schema: count.min(1) });
const row = z.tuple([
  z.enum(backedUpTables),
  z.record(z.string().regex(/^[a-z_]{1,40}$/), z.union([z.string(), z.number(), z.null()])),
]);
const group = z.strictObject({
  position: z.number(),
  writer: z.string(),
  sequence: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
  count: z.number(),
  body: z.string(),
  mac: z.string(),
});
const line = z.union([
  z.strictObject({ head }),
  z.strictObject({ row }),
  z.strictObject({ group }),
  z.strictObject({ end: z.strictObject({ parts: count, mac: z.string() }) }),
]);

const maxLineLength = 64 * 1024 * 1024;

/** Writes a snapshot as lines of JSON. The last one says how many there are, and vouches for them by a MAC. */
export async function* writeBackup(snapshot: StoreSnapshot, takenAt: number): AsyncGenerator<string> {
  const digest = createHash('sha256');
  let parts = 0;
  const write = (part: z.input<typeof line>): string => {
    const text = `${JSON.stringify(part)}\n`;
    digest.update(text);
    parts += 1;
    return text;
  };
  const { store, schema, key } = snapshot;
  yield write({ head: { store, takenAt, schema } });
  for (const table of backedUpTables) {
    for await (const one of snapshot.rows(table)) yield write({ row: [table, one] });
  }
  for await (const one of snapshot.auditGroups()) yield write({ group: one });
  yield `${JSON.stringify({ end: { parts, mac: backupMac(key, digest.digest('base64url')) } })}\n`;
}

/**
 * Reads what {@link writeBackup} wrote. Who knows the public half of the recovery key could seal a store of their own making:
 * the MAC under a key of the store tells at the end that it is not, and nothing may be kept before that.
 *
 * @throws ConsentryError `backup_unreadable`; `key_mismatch` is not told apart from it
 */
export async function* readBackup(
  text: AsyncIterable<string>,
  keys: readonly ChainKey[],
): AsyncGenerator<BackupPart> {
  const digest = createHash('sha256');
  let parts = 0;
  let isOver = false;
  for await (const one of linesOf(text)) {
    const part = readLine(one);
    if (isOver) throw unreadable('Something follows its end.');
    if ('end' in part) {
      requireAuthentic(part.end, { parts, digest: digest.digest('base64url') }, keys);
      isOver = true;
      continue;
    }
    digest.update(`${one}\n`);
    if ('head' in part !== (parts === 0)) throw unreadable('It does not begin with its head.');
    parts += 1;
    if ('head' in part) yield { kind: 'head', head: part.head };
    else if ('row' in part) yield { kind: 'row', table: part.row[0], row: part.row[1] };
    else yield { kind: 'group', group: part.group };
  }
  if (!isOver) throw unreadable('Its end is missing.');
}

function requireAuthentic(
  end: { readonly parts: number; readonly mac: string },
  read: { readonly parts: number; readonly digest: string },
  keys: readonly ChainKey[],
): void {
  if (!knowsKey(end.mac, keys)) {
    const [expectedKeyId = ''] = end.mac.split('.');
    throw unreadable(
      `It needs the master key ${expectedKeyId.slice(0, 19)}, which the master key file does not hold.`,
      {
        expectedKeyId: expectedKeyId.slice(0, 19),
      },
    );
  }
  if (end.parts !== read.parts || !isAuthentic(end.mac, keys, (key) => backupMac(key, read.digest))) {
    throw unreadable('It was not made by the store that it says.');
  }
}

/** The first word keeps it apart from the seal of a head, which is made under the same key. */
function backupMac(key: ChainKey, digest: string): string {
  return `${key.id}.${createHmac('sha256', key.head).update(`backup ${digest}`).digest('base64url')}`;
}

function readLine(text: string): z.output<typeof line> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable('A line of it is no JSON.');
  }
  const read = line.safeParse(value);
  if (!read.success) throw unreadable('It holds what this version does not know.');
  return read.data;
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting = '';
  for await (const piece of text) {
    const lines = (waiting + piece).split('\n');
    waiting = lines.pop() ?? '';
    if (waiting.length > maxLineLength) throw unreadable('A line of it is too long.');
    yield* lines;
  }
  if (waiting !== '') throw unreadable('Its last line has no end.');
}
