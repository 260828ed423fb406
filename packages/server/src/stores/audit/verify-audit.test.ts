import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createId, Secret } from '@consentry/core';
import { aGrant, otherPartner, partner, random, testOnBoth } from '../../../test/a-store.ts';
import { anAuditPlace, anEvent, writeGroups } from '../../../test/an-audit.ts';
import type { DatabaseKind } from '../migrations/migration.ts';
import { deriveChainKeys } from './audit-chain.ts';
import type { AuditVerdict } from './verify-audit.ts';

function places(verdict: AuditVerdict): readonly string[] {
  return verdict.ok
    ? []
    : verdict.breaks.map(({ reason, sequence, at }) => `${reason} ${sequence} at ${String(at)}`);
}

/** Moves groups in the list, and what refers to them: all of them are about `partner`. */
function moving(kind: DatabaseKind, statements: string): string {
  const settable = (how: string): string =>
    kind === 'postgres' ? `ALTER TABLE groups ALTER COLUMN position SET GENERATED ${how};` : '';
  return `${settable('BY DEFAULT')} DELETE FROM tenants; ${statements};
    INSERT INTO tenants SELECT '${partner}', position FROM groups; ${settable('ALWAYS')}`;
}

testOnBoth(
  'names every group that was changed, with its instant, and none of the others',
  async (t, kind) => {
    const place = await anAuditPlace(t, kind);
    const log = await place.open();
    await writeGroups(log, 9);
    await place.tamper(
      `UPDATE groups SET body = replace(body, 'consent.started', 'consent.refused') WHERE sequence IN (3, 7)`,
    );
    const verdict = await log.verify();
    assert.deepEqual(places(verdict), ['changed 3 at 3', 'changed 7 at 7']);
    assert.ok(!verdict.ok && verdict.found === 2 && verdict.groups === 9);
  },
);

testOnBoth('finds two records that changed places', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  await writeGroups(log, 5);
  await place.tamper(
    'UPDATE groups SET sequence = 99 WHERE sequence = 2; UPDATE groups SET sequence = 2 WHERE sequence = 4; UPDATE groups SET sequence = 4 WHERE sequence = 99',
  );
  assert.deepEqual(places(await log.verify()), [
    'changed 2 at 4',
    'changed 3 at 3',
    'changed 4 at 2',
    'changed 5 at 5',
  ]);
});

testOnBoth('finds records of one chain that changed their places in the list', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  await writeGroups(log, 5);
  await place.tamper(
    moving(
      kind,
      'UPDATE groups SET position = position + 1002 WHERE sequence = 2; UPDATE groups SET position = position - 2 WHERE sequence = 4; UPDATE groups SET position = position - 1000 WHERE sequence = 2',
    ),
  );
  const { events } = await log.read({ limit: 9 });
  assert.deepEqual(
    events.map(({ at }) => at),
    [5, 2, 3, 4, 1],
  );
  assert.deepEqual(places(await log.verify()), ['order 3 at 3', 'order 4 at 4']);
});

testOnBoth('goes on with a chain whose places in the list were reversed', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  await writeGroups(log, 3);
  await log.close();
  await place.tamper(moving(kind, 'UPDATE groups SET position = -position'));
  const after = await place.open();
  await writeGroups(after, 2, 4);
  assert.deepEqual(places(await after.verify()), ['order 2 at 2', 'order 3 at 3']);
});

testOnBoth('finds records that are hidden from the list of a tenant', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  await writeGroups(log, 2);
  await Promise.all([log.write(anEvent(3)), log.write(anEvent(4, otherPartner))]);
  await writeGroups(log, 1, 5);
  assert.equal((await log.verify()).ok, true);
  await place.tamper(
    `DELETE FROM tenants WHERE tenant = '${otherPartner}' OR position = (SELECT position FROM groups WHERE sequence = 2)`,
  );
  assert.deepEqual((await log.read({ limit: 9, tenant: otherPartner })).events, []);
  const found = places(await log.verify());
  assert.equal(found[0], 'index 2 at 2');
  assert.match(found[1] ?? '', /^index \d at \d$/);
  assert.equal(found.length, 2);
});

testOnBoth('finds a record that was added', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  await writeGroups(log, 2);
  await place.tamper(
    'INSERT INTO groups (writer, sequence, first_at, last_at, count, body, mac) SELECT writer, 3, 3, 3, 1, body, mac FROM groups WHERE sequence = 2',
  );
  assert.deepEqual(places(await log.verify()), ['changed 3 at 3']);
});

testOnBoth('finds a group that was put into the chain of another writer', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  await writeGroups(log, 3);
  await place.tamper(`UPDATE groups SET writer = 'zzzzzzzzzzzzzzzz' WHERE sequence = 3`);
  const verdict = await log.verify();
  assert.ok(!verdict.ok);
  assert.deepEqual(
    verdict.breaks.map(({ reason }) => reason),
    // Of the other writer nothing comes before it, and on SQLite no writer but ours may be without a head.
    ['missing', ...(kind === 'sqlite' ? ['head'] : [])],
  );
});

testOnBoth('finds one end that was put in the place of another with the same number', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const first = await place.open();
  await writeGroups(first, 4);
  await first.close();
  const head = readFileSync(place.headFile(), 'utf8');
  // A head of an older time in its own right: it is authentic, and the chain has gone on since.
  const second = await place.open();
  await writeGroups(second, 2, 5);
  await second.close();
  writeFileSync(place.headFile(), head);
  assert.equal((await second.verify()).ok, true, 'an older head alone says nothing against a longer chain');
  await place.tamper(`UPDATE groups SET mac = 'mk_test.${'A'.repeat(43)}' WHERE sequence = 4`);
  assert.deepEqual(places(await second.verify()), ['changed 4 at 4', 'cut 4 at 4', 'changed 5 at 5']);
});

testOnBoth(
  'verifies what was chained under a master key that is gone by what was kept of it, and says when nothing was',
  async (t, kind) => {
    const [old, next] = [
      { id: 'mk_old', key: Secret.of(random.bytes(32)) },
      { id: 'mk_new', key: Secret.of(random.bytes(32)) },
    ];
    const place = await anAuditPlace(t, kind);
    const before = await place.open({ masterKeys: [old] });
    await writeGroups(before, 2);
    await before.close();
    const between = await place.open({ masterKeys: [next, old] });
    await writeGroups(between, 2, 3);
    await between.close();
    const after = await place.open({ masterKeys: [next], olderKeys: deriveChainKeys([old]) });
    assert.deepEqual(await after.verify(), { ok: true, groups: 4, events: 4 });
    const without = await place.open({ masterKeys: [next] });
    assert.deepEqual(places(await without.verify()), ['key 1 at 1', 'key 2 at 2']);
  },
);

testOnBoth('finds the anchored head of a chain that was cut without reading the chain', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  await writeGroups(log, 5);
  await log.close();
  assert.deepEqual(await log.findLostHeads(), []);
  await place.tamper(
    'DELETE FROM tenants WHERE position IN (SELECT position FROM groups WHERE sequence > 3); DELETE FROM groups WHERE sequence > 3',
  );
  assert.deepEqual(
    (await log.findLostHeads()).map(({ sequence }) => sequence),
    [5],
  );
});

testOnBoth('lets others work while it verifies, and who asks meanwhile gets the same', async (t, kind) => {
  const log = await (await anAuditPlace(t, kind)).open();
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 1000 }, (_, at) => log.write(anEvent(at))));
  }
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  }, 1);
  const verdicts = await Promise.all([log.verify(), log.verify()]);
  clearInterval(ticking);
  assert.ok(turns > 0, 'nobody else had a turn');
  for (const verdict of verdicts) assert.ok(verdict.ok && verdict.events === 20_000);
});

testOnBoth('reads the highest versions of grants out of what is authentic alone', async (t, kind) => {
  const place = await anAuditPlace(t, kind);
  const log = await place.open();
  const { id: grant } = aGrant();
  const base = { actor: 'broker', grant, partner } as const;
  const sealed = {
    ...base,
    type: 'grant.sealed',
    subject: aGrant().subject,
    mfa: 'confirmed',
    amr: ['mfa'],
  } as const;
  const invitation = createId('InvitationId', random);
  await log.write({ ...sealed, at: 1, version: 1, invitation });
  await log.write({ ...base, type: 'grant.renewed', at: 2, version: 2 });
  await log.write({ ...base, type: 'grant.saved', at: 3, version: 3 });
  await log.write({ ...sealed, at: 4, version: 4, invitation, requestId: 'req_1' });
  await log.write({
    type: 'consent.refused',
    at: 5,
    actor: 'invited person',
    code: 'invitation_spent',
    requestId: 'req_1',
  });
  await log.write({ ...base, type: 'grant.renewed', at: 6, version: 5 });
  await place.tamper(
    `UPDATE groups SET body = replace(body, '"version":5', '"version":9') WHERE sequence = 6`,
  );
  const { grants } = await log.inspect();
  const since = { renewed: { version: 3, at: 3 } };
  const sealing = { version: 1, at: 1, endsState: true, since };
  assert.deepEqual(grants, [{ grant, partner, since, sealings: [sealing] }]);
});
