import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AuditEvent, type CallerId, isConsentryError, type ObjectId, Secret } from '@consentry/core';
import { aFolder, otherPartner, partner, random, testOnBoth } from '../../../test/a-store.ts';
import { anAuditPlace, anEvent, writeGroups } from '../../../test/an-audit.ts';
import type { AuditFilter } from './audit-filter.ts';

testOnBoth('keeps every event, joins those that come together, and verifies', async (t, kind) => {
  const log = await (await anAuditPlace(t, kind)).open();
  await Promise.all(Array.from({ length: 500 }, (_, at) => log.write(anEvent(at))));
  const verdict = await log.verify();
  assert.ok(verdict.ok);
  assert.equal(verdict.events, 500);
  assert.ok(verdict.groups < 10, `${verdict.groups} groups`);
});

testOnBoth('goes on with the same chain after a restart', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const first = await place.open();
  await writeGroups(first, 3);
  await first.close();
  const second = await place.open();
  await writeGroups(second, 2);
  assert.deepEqual(await second.verify(), { ok: true, groups: 5, events: 5 });
  const lines = readFileSync(place.headFile(), 'utf8').trim().split('\n');
  assert.equal(lines.filter((line) => line.startsWith('store ')).length, 1);
});

testOnBoth('reads the newest first, page by page, and of one tenant', async (t, kind) => {
  const log = await (await anAuditPlace(t, kind)).open();
  await Promise.all(
    Array.from({ length: 7 }, (_, at) => log.write(anEvent(at, at % 2 === 0 ? partner : otherPartner))),
  );
  const read = async (query: { tenant?: typeof partner }): Promise<number[]> => {
    const instants: number[] = [];
    let after: string | undefined;
    do {
      const page = await log.read({ limit: 2, after, ...query });
      instants.push(...page.events.map(({ at }) => at));
      after = page.next;
    } while (after !== undefined);
    return instants;
  };
  assert.deepEqual(await read({}), [6, 5, 4, 3, 2, 1, 0]);
  assert.deepEqual(await read({ tenant: otherPartner }), [5, 3, 1]);
  await assert.rejects(log.read({ limit: 1, after: '1; DROP TABLE groups' }), { code: 'invalid_request' });
});

testOnBoth('finds what was recorded of whom, by whom, of which kind and when', async (t, kind) => {
  const log = await (await anAuditPlace(t, kind)).open();
  const minute = 60_000;
  const caller = `cal_${'A'.repeat(22)}` as CallerId;
  const subject = '33333333-3333-4333-8333-333333333333' as ObjectId;
  const base = { at: 0, actor: 'operator' } as const;
  const events: readonly AuditEvent[] = [
    { ...base, type: 'caller.removed', caller },
    { ...base, type: 'access.refused', code: 'unauthorized', actor: caller, operation: 'x' },
    { ...base, type: 'account.tested', partner, subject, result: 'pass' } as unknown as AuditEvent,
    { ...base, type: 'token.refused', partner, tenant: otherPartner } as unknown as AuditEvent,
    { ...base, type: 'token.refused', partner: otherPartner, tenant: partner } as unknown as AuditEvent,
  ];
  for (const [index, event] of events.entries()) await log.write({ ...event, at: index * 30 * minute });
  const found = async (filter: AuditFilter): Promise<number[]> =>
    (await log.read({ limit: 10, ...filter })).events.map(({ at }) => at / minute / 30);
  assert.deepEqual(await found({ caller }), [1, 0]);
  assert.deepEqual(await found({ actor: 'operator', type: 'caller' }), [0]);
  assert.deepEqual(await found({ type: 'caller.removed' }), [0]);
  assert.deepEqual(await found({ type: 'call' }), []);
  assert.deepEqual(await found({ person: subject }), [2]);
  assert.deepEqual(await found({ tenant: partner }), [4, 3, 2]);
  assert.deepEqual(await found({ partner }), [3, 2]);
  assert.deepEqual(await found({ customer: partner }), [4]);
  assert.deepEqual(await found({ partner, customer: otherPartner }), [3]);
  assert.deepEqual(await found({ from: 30 * minute, before: 120 * minute }), [3, 2, 1]);
  assert.deepEqual(await found({ before: 30 * minute }), [0]);
  assert.deepEqual(await found({ before: 0 }), []);
  assert.deepEqual(await found({ from: 121 * minute }), []);
});

testOnBoth('looks at so much for a page and no more, and says how far it came', async (t, kind) => {
  const log = await (await anAuditPlace(t, kind)).open();
  await log.write({ type: 'broker.stopped', at: 1, actor: 'broker' });
  const operation = 'x'.repeat(4_000_000);
  for (let at = 2; at < 8; at++)
    await log.write({ type: 'access.refused', at, actor: 'broker', code: 'unauthorized', operation });
  const first = await log.read({ limit: 10, type: 'broker.stopped' });
  assert.deepEqual([first.events, first.searchedTo], [[], 3]);
  const second = await log.read({ limit: 10, type: 'broker.stopped', after: first.next });
  assert.deepEqual([second.events.map(({ at }) => at), second.next], [[1], undefined]);
});

testOnBoth('forges no entry from what stands in a field', async (t, kind) => {
  const log = await (await anAuditPlace(t, kind)).open();
  const name = 'x"}\n{"type":"caller.removed"}\u0085\u2028\u009b2J';
  await log.write({ type: 'access.refused', at: 1, actor: 'broker', code: 'unauthorized', operation: name });
  const { events } = await log.read({ limit: 10 });
  assert.deepEqual(
    events.map((event) => 'operation' in event && event.operation),
    [name],
  );
});

testOnBoth(
  'finds an entry that was changed, removed from the middle, or put in another order',
  async (t, kind) => {
    const tampering: Record<string, [sql: string, reason: string, sequence: number]> = {
      'a changed body': [
        `UPDATE groups SET body = replace(body, '"at":3', '"at":4') WHERE sequence = 3`,
        'changed',
        3,
      ],
      'a changed instant': ['UPDATE groups SET last_at = 9 WHERE sequence = 3', 'changed', 3],
      'a removed group': [
        'DELETE FROM tenants WHERE position IN (SELECT position FROM groups WHERE sequence = 2); DELETE FROM groups WHERE sequence = 2',
        'missing',
        3,
      ],
      'a removed beginning': [
        'DELETE FROM tenants WHERE position IN (SELECT position FROM groups WHERE sequence = 1); DELETE FROM groups WHERE sequence = 1',
        'missing',
        2,
      ],
      'a closed gap': [
        'DELETE FROM tenants WHERE position IN (SELECT position FROM groups WHERE sequence = 2); DELETE FROM groups WHERE sequence = 2; UPDATE groups SET sequence = 1 - sequence WHERE sequence > 2; UPDATE groups SET sequence = -sequence WHERE sequence < 0',
        'changed',
        2,
      ],
      'a cut end': [
        'DELETE FROM tenants WHERE position IN (SELECT position FROM groups WHERE sequence > 3); DELETE FROM groups WHERE sequence > 3',
        'cut',
        5,
      ],
      'an emptied audit': ['DELETE FROM tenants; DELETE FROM groups', 'cut', 5],
    };
    for (const [name, [sql, reason, sequence]] of Object.entries(tampering)) {
      await t.test(name, async (inner) => {
        const place = await anAuditPlace(inner, kind);
        const log = await place.open();
        await writeGroups(log, 5);
        await log.close();
        await place.tamper(sql);
        const verdict = await log.verify();
        assert.ok(!verdict.ok, name);
        const [first] = verdict.breaks;
        assert.deepEqual({ reason: first?.reason, sequence: first?.sequence }, { reason, sequence });
      });
    }
  },
);

testOnBoth('finds a cut end also after the broker has gone on writing', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const first = await place.open();
  await writeGroups(first, 5);
  await first.close();
  await place.tamper(
    'DELETE FROM tenants WHERE position IN (SELECT position FROM groups WHERE sequence > 3); DELETE FROM groups WHERE sequence > 3',
  );
  const second = await place.open();
  await writeGroups(second, 80);
  const verdict = await second.verify();
  const [found] = verdict.ok ? [] : verdict.breaks;
  assert.ok(found?.reason === 'cut' && found.sequence === 5, JSON.stringify(verdict));
});

testOnBoth('finds an anchored head that was changed or removed', async (t, kind) => {
  for (const damage of [
    (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace(' 3 ', ' 2 ')),
    (file: string) => rmSync(file),
  ]) {
    const place = await anAuditPlace(t, kind);
    const log = await place.open();
    await writeGroups(log, 3);
    await log.close();
    damage(place.headFile());
    const verdict = await log.verify();
    assert.ok(!verdict.ok && verdict.breaks[0]?.reason === 'head', JSON.stringify(verdict));
  }
});

testOnBoth('anchors the head while it is open', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  const anchored = () => Number(readFileSync(place.headFile(), 'utf8').split(' ')[2]);
  await writeGroups(log, 1);
  assert.equal(anchored(), 1);
  await writeGroups(log, 70, 2);
  assert.equal(anchored(), 65);
});

testOnBoth('verifies for no other master key', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  await writeGroups(log, 1);
  await log.close();
  const otherKeys = [{ id: 'mk_test', key: Secret.of(random.bytes(32)) }];
  const other = await place.open({ masterKeys: otherKeys });
  assert.equal((await other.verify()).ok, false);
});

/** Each try waits as long as the log lets anybody wait: a writer that stood still needs a moment to notice. */
async function untilItGoesOn(attempt: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConsentryError(error) || error.code !== 'audit_unavailable') throw error;
    }
  }
}

testOnBoth('refuses while nothing can be written, and goes on by itself afterwards', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open({ waitMs: 50 });
  const release = await place.block();
  await assert.rejects(log.write(anEvent(1)), { code: 'audit_unavailable' });
  await release();
  await untilItGoesOn(() => log.write(anEvent(2)));
  assert.ok((await log.read({ limit: 9 })).events.some(({ at }) => at === 2));
  assert.ok((await log.verify()).ok);
});

testOnBoth('a probe fails exactly while nothing can be written, and leaves no event', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open({ waitMs: 50 });
  await untilItGoesOn(() => log.probe());
  const release = await place.block();
  await assert.rejects(log.probe(), { code: 'audit_unavailable' });
  await release();
  await untilItGoesOn(() => log.probe());
  assert.deepEqual(await log.verify(), { ok: true, groups: 0, events: 0 });
});

testOnBoth('a probe waits no longer than an event', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open({ waitMs: 50 });
  const release = await place.block();
  const start = performance.now();
  await assert.rejects(log.probe(), { code: 'audit_unavailable', facts: { waitedMs: 50 } });
  assert.ok(performance.now() - start < 900, 'the writer itself waits for a second');
  await release();
});

testOnBoth('lets nobody wait longer than promised for a storage that hangs', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open({ waitMs: 50, maximumWaiting: 2 });
  const release = await place.block();
  const start = performance.now();
  const refusals = await Promise.allSettled([1, 2, 3, 4, 5].map((at) => log.write(anEvent(at))));
  assert.ok(performance.now() - start < 900, 'the writer itself waits for a second');
  assert.ok(refusals.every(({ status }) => status === 'rejected'));
  await release();
});

testOnBoth('warns once of a head that cannot be anchored, and goes on writing', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const folder = join(aFolder(t), 'heads');
  mkdirSync(folder);
  const warnings: string[] = [];
  const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
  const audit = await place.open({ headFile: join(folder, 'head'), log });
  const takeAway = (): void => rmSync(folder, { recursive: true });
  takeAway();
  await writeGroups(audit, 3);
  assert.equal(warnings.length, 1, 'once for three groups');
  mkdirSync(folder);
  await writeGroups(audit, 1, 4);
  takeAway();
  await writeGroups(audit, 64, 5);
  assert.equal(warnings.length, 2, 'it was anchored in between');
  mkdirSync(folder);
  const verdict = await audit.verify();
  assert.equal(verdict.groups, 68);
});

testOnBoth('does not open where the head cannot be anchored', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const headFile = join(aFolder(t), 'none', 'head');
  await assert.rejects(place.open({ headFile }), { code: 'audit_unavailable' });
});

testOnBoth('opens the file of its head to its owner alone', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  await writeGroups(log, 1);
  assert.equal(statSync(place.headFile()).mode & 0o077, 0);
});
