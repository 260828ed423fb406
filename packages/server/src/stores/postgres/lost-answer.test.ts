import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { aDatabase } from '../../../test/a-database.ts';
import { aFolder, aGrant, cleanUp, storeOptions } from '../../../test/a-store.ts';
import { aWayToPostgres, type WayToPostgres } from '../../../test/a-way-to-postgres.ts';
import { anEvent } from '../../../test/an-audit.ts';
import { openStore, type Store } from '../open-store.ts';

/** As a message of its own on the wire. */
const commit = '\u000bcommit\0';

async function aStoreFarAway(t: TestContext): Promise<{ store: Store; way: WayToPostgres }> {
  const { address, drop } = await aDatabase();
  cleanUp(t, drop);
  const way = await aWayToPostgres(t, address);
  const store = await openStore(storeOptions(aFolder(t), { database: way.address }));
  cleanUp(t, () => store.close());
  return { store, way };
}

test('a grant whose commit was not answered is refused, and its version tells that it was kept', async (t) => {
  const { store, way } = await aStoreFarAway(t);
  const grant = aGrant();
  way.loseAnswerTo(commit);
  await assert.rejects(store.grants.save(grant, 0), { code: 'store_unavailable' });
  assert.equal((await store.grants.find(grant.id))?.version, 1);
  assert.equal(await store.grants.save(grant, 0), 'raced');
});

test('a group of the audit whose commit was not answered is refused, and the chain goes on behind it', async (t) => {
  const { store, way } = await aStoreFarAway(t);
  await store.audit.write(anEvent(1));
  way.loseAnswerTo(commit);
  await assert.rejects(store.audit.write(anEvent(2)), { code: 'audit_unavailable' });
  await store.audit.write(anEvent(3));
  assert.deepEqual(await store.audit.verify(), { ok: true, groups: 3, events: 3 });
  const { events } = await store.audit.read({ limit: 9 });
  assert.deepEqual(
    events.map(({ at }) => at),
    [3, 2, 1],
  );
});

test('a group of the audit that was lost before its commit leaves no gap', async (t) => {
  const { store, way } = await aStoreFarAway(t);
  await store.audit.write(anEvent(1));
  way.loseAnswerTo('insert into "audit_groups"');
  await assert.rejects(store.audit.write(anEvent(2)), { code: 'audit_unavailable' });
  await store.audit.write(anEvent(3));
  assert.deepEqual(await store.audit.verify(), { ok: true, groups: 2, events: 2 });
});
