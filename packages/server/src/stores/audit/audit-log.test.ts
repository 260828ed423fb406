import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { type AuditEvent, Secret } from '@consentry/core';
import { aFolder, anInvitation, cleanUp, otherPartner, partner, random } from '../../../test/a-store.ts';
import { type AuditLog, type AuditLogOptions, openAuditLog } from './audit-log.ts';

const masterKeys = [{ id: 'mk_test', key: Secret.of(random.bytes(32)) }];

function logOptions(folder: string, change: Partial<AuditLogOptions> = {}): AuditLogOptions {
  const [file, headFile] = [join(folder, 'audit.db'), join(folder, 'elsewhere.head')];
  return { file, headFile, store: 'store', masterKeys, ...change };
}

async function anAuditLog(t: TestContext, options: AuditLogOptions): Promise<AuditLog> {
  const log = await openAuditLog(options);
  cleanUp(t, () => log.close());
  return log;
}

function anEvent(at: number, about = partner): AuditEvent {
  return {
    type: 'consent.started',
    at,
    actor: 'invited person',
    invitation: anInvitation().id,
    partner: about,
  };
}

/** Writes one group after the other. */
async function writeGroups(log: AuditLog, count: number, start = 1): Promise<void> {
  for (let at = start; at < start + count; at++) await log.write(anEvent(at));
}

function tamper(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

test('keeps every event, joins those that come together, and verifies', async (t) => {
  const log = await anAuditLog(t, logOptions(aFolder(t)));
  await Promise.all(Array.from({ length: 500 }, (_, at) => log.write(anEvent(at))));
  const verdict = await log.verify();
  assert.ok(verdict.ok);
  assert.equal(verdict.events, 500);
  assert.ok(verdict.groups < 10, `${verdict.groups} groups`);
});

test('goes on with the same chain after a restart', async (t) => {
  const options = logOptions(aFolder(t));
  const first = await openAuditLog(options);
  await writeGroups(first, 3);
  await first.close();
  const second = await anAuditLog(t, options);
  await writeGroups(second, 2);
  assert.deepEqual(await second.verify(), { ok: true, groups: 5, events: 5 });
  assert.equal(readFileSync(options.headFile, 'utf8').trim().split('\n').length, 1);
});

test('reads the newest first, page by page, and of one tenant', async (t) => {
  const log = await anAuditLog(t, logOptions(aFolder(t)));
  await Promise.all(
    Array.from({ length: 7 }, (_, at) => log.write(anEvent(at, at % 2 === 0 ? partner : otherPartner))),
  );
  const read = (query: { tenant?: typeof partner }): number[] => {
    const instants: number[] = [];
    let after: string | undefined;
    do {
      const page = log.read({ limit: 2, after, ...query });
      instants.push(...page.events.map(({ at }) => at));
      after = page.next;
    } while (after !== undefined);
    return instants;
  };
  assert.deepEqual(read({}), [6, 5, 4, 3, 2, 1, 0]);
  assert.deepEqual(read({ tenant: otherPartner }), [5, 3, 1]);
  assert.throws(() => log.read({ limit: 1, after: '1; DROP TABLE groups' }), { code: 'invalid_request' });
});

test('forges no entry from what stands in a field', async (t) => {
  const log = await anAuditLog(t, logOptions(aFolder(t)));
  const name = 'x"}\n{"type":"caller.removed"}\u0085\u2028\u009b2J';
  await log.write({ type: 'access.refused', at: 1, actor: 'broker', code: 'unauthorized', operation: name });
  const { events } = log.read({ limit: 10 });
  assert.deepEqual(
    events.map((event) => 'operation' in event && event.operation),
    [name],
  );
});

test('finds an entry that was changed, removed from the middle, or put in another order', async (t) => {
  const tampering: Record<string, [sql: string, reason: string, sequence: number]> = {
    'a changed body': [
      `UPDATE groups SET body = replace(body, '"at":3', '"at":4') WHERE sequence = 3`,
      'changed',
      3,
    ],
    'a changed instant': ['UPDATE groups SET last_at = 9 WHERE sequence = 3', 'changed', 3],
    'a removed group': ['DELETE FROM tenants; DELETE FROM groups WHERE sequence = 2', 'missing', 3],
    'a removed beginning': ['DELETE FROM tenants; DELETE FROM groups WHERE sequence = 1', 'missing', 2],
    'a closed gap': [
      'DELETE FROM tenants; DELETE FROM groups WHERE sequence = 2; UPDATE groups SET sequence = sequence - 1 WHERE sequence > 2',
      'changed',
      2,
    ],
    'a cut end': ['DELETE FROM tenants; DELETE FROM groups WHERE sequence > 3', 'cut', 5],
    'an emptied file': ['DELETE FROM tenants; DELETE FROM groups', 'cut', 5],
  };
  for (const [name, [sql, reason, sequence]] of Object.entries(tampering)) {
    const options = logOptions(aFolder(t));
    const log = await openAuditLog(options);
    await writeGroups(log, 5);
    await log.close();
    tamper(options.file, sql);
    const verdict = await log.verify();
    assert.ok(!verdict.ok, name);
    assert.deepEqual({ reason: verdict.reason, sequence: verdict.sequence }, { reason, sequence }, name);
  }
});

test('finds a cut end also after the broker has gone on writing', async (t) => {
  const options = logOptions(aFolder(t));
  const first = await openAuditLog(options);
  await writeGroups(first, 5);
  await first.close();
  tamper(options.file, 'DELETE FROM tenants; DELETE FROM groups WHERE sequence > 3');
  const second = await anAuditLog(t, options);
  await writeGroups(second, 80);
  const verdict = await second.verify();
  assert.ok(!verdict.ok && verdict.reason === 'cut' && verdict.sequence === 5, JSON.stringify(verdict));
});

test('finds an anchored head that was changed or removed', async (t) => {
  for (const damage of [
    (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace(' 3 ', ' 2 ')),
    (file: string) => rmSync(file),
  ]) {
    const options = logOptions(aFolder(t));
    const log = await openAuditLog(options);
    await writeGroups(log, 3);
    await log.close();
    damage(options.headFile);
    const verdict = await log.verify();
    assert.ok(!verdict.ok && verdict.reason === 'head', JSON.stringify(verdict));
  }
});

test('anchors the head while it is open', async (t) => {
  const options = logOptions(aFolder(t));
  const log = await anAuditLog(t, options);
  const anchored = () => Number(readFileSync(options.headFile, 'utf8').split(' ')[2]);
  await writeGroups(log, 1);
  assert.equal(anchored(), 1);
  await writeGroups(log, 70, 2);
  assert.equal(anchored(), 65);
});

test('verifies for no other master key', async (t) => {
  const options = logOptions(aFolder(t));
  const log = await openAuditLog(options);
  await writeGroups(log, 1);
  await log.close();
  const otherKeys = [{ id: 'mk_test', key: Secret.of(random.bytes(32)) }];
  const other = await anAuditLog(t, { ...options, masterKeys: otherKeys });
  assert.equal((await other.verify()).ok, false);
});

test('refuses while the file cannot be written, and goes on by itself afterwards', async (t) => {
  const options = logOptions(aFolder(t));
  const log = await anAuditLog(t, options);
  const other = new DatabaseSync(options.file);
  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(log.write(anEvent(1)), { code: 'audit_unavailable' });
  other.exec('ROLLBACK');
  other.close();
  await log.write(anEvent(2));
  assert.deepEqual(await log.verify(), { ok: true, groups: 1, events: 1 });
});

test('a probe fails exactly while nothing can be written, and leaves no event', async (t) => {
  const options = logOptions(aFolder(t));
  const log = await anAuditLog(t, options);
  await log.probe();
  const other = new DatabaseSync(options.file);
  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(log.probe(), { code: 'audit_unavailable' });
  other.exec('ROLLBACK');
  other.close();
  await log.probe();
  await log.write(anEvent(1));
  await log.probe();
  assert.deepEqual(await log.verify(), { ok: true, groups: 1, events: 1 });
});

test('a probe is a commit that reaches the disk, so a full one shows', async (t) => {
  const options = logOptions(aFolder(t));
  const log = await anAuditLog(t, options);
  const size = statSync(`${options.file}-wal`).size;
  await log.probe();
  assert.ok(statSync(`${options.file}-wal`).size > size, 'a probe writes to the disk');
});

test('a probe waits no longer than an event', async (t) => {
  const options = logOptions(aFolder(t), { waitMs: 50 });
  const log = await anAuditLog(t, options);
  const other = new DatabaseSync(options.file);
  other.exec('BEGIN IMMEDIATE');
  const start = performance.now();
  await assert.rejects(log.probe(), { code: 'audit_unavailable', facts: { waitedMs: 50 } });
  assert.ok(performance.now() - start < 900, 'the thread itself waits for a second');
  other.exec('ROLLBACK');
  other.close();
});

test('lets nobody wait longer than promised for a file that hangs', async (t) => {
  const options = logOptions(aFolder(t), { waitMs: 50, maximumWaiting: 2 });
  const log = await anAuditLog(t, options);
  const other = new DatabaseSync(options.file);
  other.exec('BEGIN IMMEDIATE');
  const start = performance.now();
  const refusals = await Promise.allSettled([1, 2, 3, 4, 5].map((at) => log.write(anEvent(at))));
  assert.ok(performance.now() - start < 900, 'the thread itself waits for a second');
  assert.ok(refusals.every(({ status }) => status === 'rejected'));
  other.exec('ROLLBACK');
  other.close();
});

test('notices that its file was moved away, goes on in a new one, and keeps the gap in evidence', async (t) => {
  const options = logOptions(aFolder(t));
  const log = await anAuditLog(t, options);
  await writeGroups(log, 3);
  renameSync(options.file, `${options.file}.old`);
  await writeGroups(log, 2, 4);
  assert.deepEqual(
    log.read({ limit: 9 }).events.map(({ at }) => at),
    [5, 4],
  );
  const verdict = await log.verify();
  assert.ok(!verdict.ok && verdict.reason === 'cut' && verdict.sequence === 3, JSON.stringify(verdict));
});

test('opens its files to their owner alone', async (t) => {
  const options = logOptions(aFolder(t));
  const log = await anAuditLog(t, options);
  await writeGroups(log, 1);
  for (const file of [options.file, `${options.file}-wal`, options.headFile]) {
    assert.equal(statSync(file).mode & 0o077, 0, file);
  }
});

test('does not open where the head cannot be anchored', async (t) => {
  const folder = aFolder(t);
  const options = logOptions(folder, { headFile: join(folder, 'none', 'head') });
  await assert.rejects(openAuditLog(options), { code: 'audit_unavailable' });
});
