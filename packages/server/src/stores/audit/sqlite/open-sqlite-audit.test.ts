import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { Secret } from '@consentry/core';
import { aFolder, cleanUp, random } from '../../../../test/a-store.ts';
import { anEvent, writeGroups } from '../../../../test/an-audit.ts';
import { deriveChainKeys } from '../audit-chain.ts';
import { groupLines, readEvents, writeLine } from '../audit-group.ts';
import type { AuditLog } from '../audit-log.ts';
import { openAuditDatabase } from './audit-database.ts';
import { prepareAuditFiles } from './audit-files.ts';
import { openSqliteAudit, type SqliteAuditOptions } from './open-sqlite-audit.ts';

/** Windows lets nobody move a file that is open, and has no modes. */
const posix = { skip: platform === 'win32' };
const masterKeys = [{ id: 'mk_test', key: Secret.of(random.bytes(32)) }];

function auditOptions(folder: string): SqliteAuditOptions {
  const [file, headFile] = [join(folder, 'audit.db'), join(folder, 'elsewhere.head')];
  return { file, headFile, store: 'store', masterKeys, log: { warn: () => undefined } };
}

async function anAudit(t: TestContext, options: SqliteAuditOptions): Promise<AuditLog> {
  const log = await openSqliteAudit(options);
  cleanUp(t, () => log.close());
  return log;
}

test('a probe is a commit that reaches the disk, so a full one shows', async (t) => {
  const options = auditOptions(aFolder(t));
  const log = await anAudit(t, options);
  const size = statSync(`${options.file}-wal`).size;
  await log.probe();
  assert.ok(statSync(`${options.file}-wal`).size > size, 'a probe writes to the disk');
});

test('notices that its file was moved away, goes on in a new one, and keeps the gap in evidence', async (t) => {
  const options = auditOptions(aFolder(t));
  const log = await anAudit(t, options);
  await writeGroups(log, 3);
  renameSync(options.file, `${options.file}.old`);
  await writeGroups(log, 2, 4);
  assert.deepEqual(
    (await log.read({ limit: 9 })).events.map(({ at }) => at),
    [5, 4],
  );
  const verdict = await log.verify();
  const [first] = verdict.ok ? [] : verdict.breaks;
  assert.ok(first?.reason === 'cut' && first.sequence === 3, JSON.stringify(verdict));
});

test('notices that its write-ahead log was removed or replaced, and loses nothing even when it is killed then', async (t) => {
  for (const damage of [
    (wal: string) => rmSync(wal),
    (wal: string) => renameSync(wal, `${wal}.old`),
    (wal: string) => {
      renameSync(wal, `${wal}.old`);
      writeFileSync(wal, '');
    },
  ]) {
    const folder = aFolder(t);
    const options = auditOptions(folder);
    const before = await anAudit(t, options);
    await writeGroups(before, 1);
    await before.close();
    const log = await anAudit(t, options);
    await writeGroups(log, 2, 2);
    damage(`${options.file}-wal`);
    await writeGroups(log, 2, 4);
    assert.deepEqual(await log.verify(), { ok: true, groups: 5, events: 5 });
    // What a killed process leaves behind are the files that stand at their paths.
    const left = auditOptions(aFolder(t));
    for (const suffix of ['', '-wal']) {
      if (existsSync(options.file + suffix)) copyFileSync(options.file + suffix, left.file + suffix);
    }
    copyFileSync(options.headFile, left.headFile);
    const after = await anAudit(t, left);
    assert.deepEqual(await after.verify(), { ok: true, groups: 5, events: 5 });
    await writeGroups(log, 1, 6);
    assert.deepEqual(await log.verify(), { ok: true, groups: 6, events: 6 });
  }
});

test('removed again and again, the write-ahead log takes no record with it', async (t) => {
  const options = auditOptions(aFolder(t));
  const log = await anAudit(t, options);
  for (let at = 1; at <= 5; at++) {
    rmSync(`${options.file}-wal`);
    await log.probe();
    rmSync(`${options.file}-wal`);
    await writeGroups(log, 1, at);
  }
  assert.deepEqual(await log.verify(), { ok: true, groups: 5, events: 5 });
});

test('opens its files to their owner alone', async (t) => {
  const options = auditOptions(aFolder(t));
  const log = await anAudit(t, options);
  await writeGroups(log, 1);
  for (const file of [options.file, `${options.file}-wal`, options.headFile]) {
    assert.equal(statSync(file).mode & 0o077, 0, file);
  }
});

/** The instants of the events in an audit file, in the order of writing. */
function eventsIn(file: string): readonly unknown[] {
  using database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare('SELECT body FROM groups ORDER BY position').all();
  return rows.flatMap(({ body }) => readEvents(String(body)).map(({ at }) => at));
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

test(
  'a file that is moved away alone, as logs are rotated, takes everything with it that was written',
  posix,
  async (t) => {
    const folder = aFolder(t);
    const options = auditOptions(folder);
    const log = await anAudit(t, options);
    await writeGroups(log, 300);
    renameSync(options.file, join(folder, 'rotated.db'));
    await writeGroups(log, 1, 301);
    assert.deepEqual(eventsIn(join(folder, 'rotated.db')), upTo(300));
    assert.deepEqual(eventsIn(options.file), [301]);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('left')),
      [],
    );
  },
);

test('a file that is moved away with its log holds everything', posix, async (t) => {
  const folder = aFolder(t);
  const options = auditOptions(folder);
  const log = await anAudit(t, options);
  await writeGroups(log, 3);
  for (const suffix of ['', '-wal']) renameSync(options.file + suffix, join(folder, `rotated.db${suffix}`));
  await writeGroups(log, 1, 4);
  assert.deepEqual(eventsIn(join(folder, 'rotated.db')), [1, 2, 3]);
  assert.deepEqual(eventsIn(options.file), [4]);
});

test(
  'a file that is copied to another disk and removed leaves its log behind, to be put beside it',
  posix,
  async (t) => {
    const [folder, elsewhere] = [aFolder(t), aFolder(t)];
    const options = auditOptions(folder);
    const log = await anAudit(t, options);
    await writeGroups(log, 3);
    copyFileSync(options.file, join(elsewhere, 'audit.db'));
    rmSync(options.file);
    await writeGroups(log, 1, 4);
    assert.deepEqual(eventsIn(options.file), [4]);
    renameSync(`${options.file}-wal.left-1`, join(elsewhere, 'audit.db-wal'));
    assert.deepEqual(eventsIn(join(elsewhere, 'audit.db')), [1, 2, 3]);
  },
);

test('goes on when the file was removed with its log', posix, async (t) => {
  const options = auditOptions(aFolder(t));
  const log = await anAudit(t, options);
  await writeGroups(log, 3);
  for (const suffix of ['', '-wal', '-shm']) rmSync(options.file + suffix);
  await writeGroups(log, 1, 4);
  assert.deepEqual(eventsIn(options.file), [4]);
});

test(
  'a log whose file is gone at the start is kept, and belongs to the file again when both are put together',
  posix,
  async (t) => {
    const folder = aFolder(t);
    const options = auditOptions(folder);
    const running = await anAudit(t, options);
    await writeGroups(running, 3);
    // What a killed broker leaves, after its file was moved away.
    const left = auditOptions(aFolder(t));
    copyFileSync(`${options.file}-wal`, `${left.file}-wal`);
    copyFileSync(options.file, `${left.file}.moved`);
    copyFileSync(options.headFile, left.headFile);
    const log = await anAudit(t, left);
    await writeGroups(log, 1, 4);
    assert.deepEqual(eventsIn(left.file), [4]);
    renameSync(`${left.file}-wal.left-1`, `${left.file}.moved-wal`);
    assert.deepEqual(eventsIn(`${left.file}.moved`), [1, 2, 3]);
  },
);

test('tells of every file that was moved away, also of two before it is asked', posix, async (t) => {
  const folder = aFolder(t);
  const { file, headFile, store } = auditOptions(folder);
  const database = openAuditDatabase({ file, headFile, store, keys: deriveChainKeys(masterKeys) });
  cleanUp(t, () => database.close());
  const group = (at: number) => groupLines([writeLine(anEvent(at))]);
  database.append(group(1));
  renameSync(file, join(folder, 'first.db'));
  database.append(group(2));
  database.append(group(3));
  renameSync(file, join(folder, 'second.db'));
  database.append(group(4));
  assert.deepEqual(
    database.takeCutOffs().map(({ sequence }) => sequence),
    [1, 2],
  );
  assert.deepEqual(database.takeCutOffs(), []);
});

test('a file that goes while it is opened is no file to write to', posix, (t) => {
  const { file } = auditOptions(aFolder(t));
  const opening = prepareAuditFiles(file);
  using database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE anything (value)');
  const gone = { message: 'the audit file was moved away while it was opened' };
  renameSync(`${file}-wal`, `${file}-wal.gone`);
  assert.throws(() => opening.opened(), gone);
  renameSync(`${file}-wal.gone`, `${file}-wal`);
  const files = opening.opened();
  assert.ok(files.isInPlace() && files.hasItsLog());
  renameSync(file, `${file}.gone`);
  assert.throws(() => opening.opened(), gone);
  assert.ok(!files.isInPlace());
});

test('closes its files again when somebody opened them to others while it writes', posix, async (t) => {
  const options = auditOptions(aFolder(t));
  const log = await anAudit(t, options);
  await writeGroups(log, 1);
  const files = ['', '-wal', '-shm'].map((suffix) => options.file + suffix);
  for (const file of files) chmodSync(file, 0o666);
  await log.probe();
  for (const file of files) assert.equal(statSync(file).mode & 0o777, 0o600, file);
});

test('stores that share the place of their heads open at once, and each keeps its own', async (t) => {
  const options = auditOptions(aFolder(t));
  const stores = ['one', 'two', 'three'];
  const open = (store: string) => anAudit(t, { ...options, store, file: join(aFolder(t), 'audit.db') });
  const logs = await Promise.all(stores.map(open));
  await Promise.all(logs.map((log) => writeGroups(log, 1)));
  const words = readFileSync(options.headFile, 'utf8').split(/[\n ]/);
  for (const store of stores) assert.equal(words.filter((word) => word === store).length, 2, store);
  await Promise.all(logs.map((log) => log.close()));
});
