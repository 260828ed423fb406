import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describeFailure } from '../anchor-report.ts';
import { anchorEvery, type ChainHead, type ChainKey, groupMac, noMac } from '../audit-chain.ts';
import type { AuditGroup } from '../audit-group.ts';
import { type AuditHeads, createAuditHeads, mayContinue } from '../audit-heads.ts';
import { type AuditFiles, prepareAuditFiles } from './audit-files.ts';

export interface AuditDatabaseOptions {
  readonly file: string;
  readonly headFile: string;
  /** The id of the store, so that several stores can share the second place. */
  readonly store: string;
  /** The first one makes MACs. */
  readonly keys: readonly ChainKey[];
}

/** The audit file, open for writing. It blocks while it writes: it belongs on a thread of its own. */
export interface AuditDatabase {
  /** Returns when the group is durable. After an error the group is not there, and the next one may succeed. */
  append(group: AuditGroup): void;
  /** Returns when a commit was durable that holds no group. */
  probe(): void;
  /** Why the head could not be anchored the last time. Undefined when it was. */
  anchorFailure(): string | undefined;
  /** The ends of the chains that were in files which were moved away since this was asked last. */
  takeCutOffs(): readonly ChainHead[];
  close(): void;
}

/** How long a commit waits for another process that looks into the file. */
const busyTimeoutMs = 1000;

/** The tables of the audit file. */
export const auditSchema = `
  CREATE TABLE IF NOT EXISTS groups (
    position INTEGER PRIMARY KEY,
    writer TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    body TEXT NOT NULL,
    mac TEXT NOT NULL,
    UNIQUE (writer, sequence)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS tenants (
    tenant TEXT NOT NULL,
    position INTEGER NOT NULL REFERENCES groups,
    PRIMARY KEY (tenant, position)
  ) STRICT, WITHOUT ROWID;
`;

interface OpenFile {
  readonly database: DatabaseSync;
  readonly files: AuditFiles;
  append(group: AuditGroup, follows: ChainHead): ChainHead;
  probe(): void;
}

/** Opens the file and goes on with its chain; begins a new chain when the end does not fit the anchored head. */
export function openAuditDatabase(options: AuditDatabaseOptions): AuditDatabase {
  const { file, headFile, store, keys } = options;
  const heads = createAuditHeads(headFile, store, keys);
  heads.prepare(dirname(file));
  let open = openFile(file, keys);
  let head = continueChain(open.database, heads);
  let anchored = head.sequence;
  let anchorFailure: string | undefined;
  let cutOffs: readonly ChainHead[] = [];
  const anchor = (): void => {
    if (head.sequence === 0) return;
    heads.anchor(head);
    anchored = head.sequence;
    anchorFailure = undefined;
  };
  anchor();

  /**
   * The file was moved away: its head stays behind as the evidence, and another file begins another chain. Or its log
   * was, and the chain goes on. In both cases what is in the log goes into the file first, wherever that is now.
   */
  const reopen = (): void => {
    if (open.database.isOpen) {
      const isInPlace = open.files.isInPlace();
      emptyLog(open.database, isInPlace ? 'TRUNCATE' : 'FULL');
      anchor();
      if (!isInPlace) open.files.leave();
      open.database.close();
    }
    open = openFile(file, keys);
    const before = head;
    head = continueChain(open.database, heads);
    anchored = head.sequence;
    if (head.writer !== before.writer && before.sequence > 0) cutOffs = [...cutOffs, before];
  };

  const stay = (): void => {
    if (!open.database.isOpen || !open.files.isInPlace() || !open.files.hasItsLog()) reopen();
    open.files.closeToOthers();
  };

  /** Works on the file that stands at the path, and leaves no transaction open. */
  const commit = (work: () => ChainHead): void => {
    stay();
    try {
      head = work();
    } catch (error) {
      if (open.database.isTransaction) open.database.exec('ROLLBACK');
      throw error;
    }
    // Its log may have gone meanwhile. Nothing may rest on a record that only this process can still read.
    stay();
  };

  return {
    probe() {
      commit(() => {
        open.probe();
        return head;
      });
    },
    append(group) {
      commit(() => open.append(group, head));
      const isDue = head.sequence === 1 || head.sequence - anchored >= anchorEvery;
      if (isDue || anchorFailure !== undefined) {
        try {
          anchor();
        } catch (error) {
          // The group is durable, and that is what was promised. The next group tries to anchor again.
          anchorFailure = describeFailure(error);
        }
      }
    },
    anchorFailure: () => anchorFailure,
    takeCutOffs() {
      const taken = cutOffs;
      cutOffs = [];
      return taken;
    },
    close() {
      try {
        anchor();
      } finally {
        open.database.close();
      }
    },
  };
}

function openFile(file: string, keys: readonly ChainKey[]): OpenFile {
  const [key] = keys;
  if (key === undefined) throw new TypeError('a chain has a key');
  const opening = prepareAuditFiles(file);
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
  let files: AuditFiles;
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(auditSchema);
    files = opening.opened();
  } catch (error) {
    database.close();
    throw error;
  }
  const insertGroup = database.prepare(
    'INSERT INTO groups (writer, sequence, first_at, last_at, count, body, mac) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const insertTenant = database.prepare('INSERT INTO tenants (tenant, position) VALUES (?, ?)');
  return {
    database,
    files,
    append(group, follows) {
      const sequence = follows.sequence + 1;
      const { firstAt, lastAt, count, body } = group;
      const mac = groupMac(key, { ...group, writer: follows.writer, sequence }, follows.mac);
      database.exec('BEGIN IMMEDIATE');
      const { lastInsertRowid } = insertGroup.run(
        follows.writer,
        sequence,
        firstAt,
        lastAt,
        count,
        body,
        mac,
      );
      for (const tenant of group.tenants) insertTenant.run(tenant, lastInsertRowid);
      database.exec('COMMIT');
      return { writer: follows.writer, sequence, mac };
    },
    probe() {
      // SQLite writes the page with this number even when the number stays the same.
      database.exec('BEGIN IMMEDIATE; PRAGMA user_version = 0; COMMIT');
    },
  };
}

/** Where the next group goes. */
function continueChain(database: DatabaseSync, heads: AuditHeads): ChainHead {
  const last = database
    // Of the writer the list says, and of the end the chain: positions are not part of it, and may have been changed.
    .prepare(
      'SELECT writer, sequence, mac FROM groups WHERE writer = (SELECT writer FROM groups ORDER BY position DESC LIMIT 1) ORDER BY sequence DESC LIMIT 1',
    )
    .get() as unknown as ChainHead | undefined;
  const fresh: ChainHead = { writer: randomBytes(12).toString('base64url'), sequence: 0, mac: noMac };
  if (last === undefined) return fresh;
  const known = heads.read().find(({ writer }) => writer === last.writer);
  const stored = database
    .prepare('SELECT mac FROM groups WHERE writer = ? AND sequence = ?')
    .get(last.writer, known?.sequence ?? 0) as unknown as Pick<ChainHead, 'mac'> | undefined;
  return mayContinue(last, known, stored?.mac) ? { ...last } : fresh;
}

/**
 * Moves every record from the write-ahead log into the file, durably: also when the one or the other was moved, or has no
 * name any more. `FULL` leaves the log as it is, for nobody knows whether the file still stands.
 * @throws when somebody reads an older state at this moment
 */
function emptyLog(database: DatabaseSync, how: 'TRUNCATE' | 'FULL'): void {
  const outcome = database.prepare(`PRAGMA wal_checkpoint(${how})`).get();
  if (outcome?.['busy'] !== 0) throw new Error('the audit file or its log was moved, and is in use');
}
