import assert from 'node:assert/strict';
import { renameSync, statSync } from 'node:fs';
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
  return { file, headFile, store: 'store', masterKeys };
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

test('opens its files to their owner alone', async (t) => {
  const options = auditOptions(aFolder(t));
  const log = await anAudit(t, options);
  await writeGroups(log, 1);
  for (const file of [options.file, `${options.file}-wal`, options.headFile]) {
    assert.equal(statSync(file).mode & 0o077, 0, file);
  }
});
