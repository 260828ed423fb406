import assert from 'node:assert/strict';
import { copyFileSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Secret } from '@consentry/core';
import { aFolder, cleanUp, random } from '../../../../test/a-store.ts';
import { writeGroups } from '../../../../test/an-audit.ts';
import type { AuditLog } from '../audit-log.ts';
import { openSqliteAudit, type SqliteAuditOptions } from './open-sqlite-audit.ts';

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
