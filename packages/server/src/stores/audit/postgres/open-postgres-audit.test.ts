import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { aFolder } from '../../../../test/a-store.ts';
import { anAuditPlace, anEvent, writeGroups } from '../../../../test/an-audit.ts';

test('each replica writes a chain of its own, and all of them are read and verified together', async (t) => {
  const place = await anAuditPlace(t, 'postgres');
  const [one, two] = [await place.open({ replica: 'one' }), await place.open({ replica: 'two' })];
  for (const at of [1, 3]) {
    await one.write(anEvent(at));
    await two.write(anEvent(at + 1));
  }
  const { events } = await one.read({ limit: 9 });
  assert.deepEqual(
    events.map(({ at }) => at),
    [4, 3, 2, 1],
  );
  const verdict = await one.verify();
  assert.ok(verdict.ok && verdict.groups === 4, JSON.stringify(verdict));
});

test('a replica that starts leaves alone what another one tries the place of the heads with', async (t) => {
  const place = await anAuditPlace(t, 'postgres');
  const folder = aFolder(t);
  const headFile = join(folder, 'head');
  // What another replica has just put there, and is about to rename.
  writeFileSync(`${headFile}.check.new`, '');
  writeFileSync(`${headFile}.check`, '');
  await place.open({ headFile });
  assert.deepEqual(readdirSync(folder).toSorted(), ['head.check', 'head.check.new']);
});

test('finds the cut end of another replica’s chain where its head is within reach', async (t) => {
  const place = await anAuditPlace(t, 'postgres');
  const [one, two] = [await place.open({ replica: 'one' }), await place.open({ replica: 'two' })];
  await writeGroups(one, 2);
  await writeGroups(two, 3);
  await two.close();
  await place.tamper(
    'DELETE FROM tenants WHERE position IN (SELECT position FROM groups WHERE sequence = 3); DELETE FROM groups WHERE sequence = 3',
  );
  const verdict = await one.verify();
  const [first] = verdict.ok ? [] : verdict.breaks;
  assert.ok(first?.reason === 'cut' && first.sequence === 3, JSON.stringify(verdict));
});

test('two writers of one chain, as after a copy of a data folder, part ways and lose nothing', async (t) => {
  const place = await anAuditPlace(t, 'postgres');
  const first = await place.open();
  await writeGroups(first, 2);
  const copy = await place.open();
  await writeGroups(copy, 2, 3);
  await writeGroups(first, 2, 5);
  const { events } = await first.read({ limit: 9 });
  assert.deepEqual(
    events.map(({ at }) => at),
    [6, 5, 4, 3, 2, 1],
  );
  assert.deepEqual(await first.verify(), { ok: true, groups: 6, events: 6 });
});
