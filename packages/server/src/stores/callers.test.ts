import assert from 'node:assert/strict';
import { createId } from '@consentry/core';
import { readRows } from '../../test/a-database.ts';
import {
  aCaller,
  aCallerKey,
  aPlace,
  aPolicy,
  aStore,
  cleanUp,
  random,
  testOnBoth,
} from '../../test/a-store.ts';
import { openStore } from './open-store.ts';

testOnBoth('finds a caller with its policy and the hashes of its keys', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const caller = aCaller({ policy: aPolicy({ customers: 'all', scopes: ['User.Read.All'] }) });
  const [first, second] = [aCallerKey({ expiresAt: 9000 }), aCallerKey({ createdAt: 2000, hash: 'other' })];
  await callers.add(caller, first);
  assert.deepEqual(await callers.find(caller.id), { caller, keys: [first], identities: [] });
  assert.equal(await callers.addKey(caller.id, second), 'added');
  assert.deepEqual(await callers.find(caller.id), { caller, keys: [first, second], identities: [] });
  assert.equal(await callers.find(createId('CallerId', random)), undefined);
});

testOnBoth(
  'finds and lists a removed caller no more, removes it once, and keeps its rows',
  async (t, kind) => {
    const place = await aPlace(t, kind);
    const { callers, close } = await openStore(place);
    cleanUp(t, close);
    const [kept, removed] = [aCaller(), aCaller()];
    for (const caller of [kept, removed]) await callers.add(caller, aCallerKey());
    assert.equal(await callers.remove(removed.id, 1500), true);
    assert.equal(await callers.remove(removed.id, 1600), false);
    assert.equal(await callers.find(removed.id), undefined);
    assert.deepEqual(
      (await callers.list({ limit: 10 })).map(({ caller }) => caller),
      [kept],
    );
    assert.equal(await callers.addKey(removed.id, aCallerKey()), 'no_caller');
    assert.equal(await callers.changePolicy(removed.id, aPolicy()), false);
    await close();
    const rows = await readRows(place, `SELECT removed_at FROM callers WHERE id = '${removed.id}'`);
    assert.deepEqual(
      rows.map(({ removed_at: at }) => Number(at)),
      [1500],
    );
  },
);

testOnBoth('lists callers by how their names begin, whichever case, page by page', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  for (const name of ['Reports', 'reporting', 'Backup', '100 % sure'])
    await callers.add(aCaller({ name }), aCallerKey());
  const names = async (name: string) =>
    (await callers.list({ limit: 10, name })).map(({ caller }) => caller.name).toSorted();
  assert.deepEqual(await names('REPORT'), ['Reports', 'reporting']);
  assert.deepEqual(await names('100 %'), ['100 % sure']);
  assert.deepEqual(await names('%'), []);
  const [first] = await callers.list({ limit: 1, name: 'report' });
  const rest = await callers.list({ limit: 10, name: 'report', after: first?.caller.id });
  assert.equal(rest.length, 1);
});

testOnBoth('gives a caller two keys that work, however many are asked for at once', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const caller = aCaller();
  await callers.add(caller, aCallerKey({ expiresAt: 5000 }));
  const early = Array.from({ length: 5 }, () => callers.addKey(caller.id, aCallerKey({ createdAt: 4999 })));
  assert.deepEqual((await Promise.all(early)).toSorted(), [
    'added',
    ...Array.from({ length: 4 }, () => 'too_many'),
  ]);
  // The first one has expired by then.
  assert.equal(await callers.addKey(caller.id, aCallerKey({ createdAt: 5000 })), 'added');
  assert.equal(await callers.addKey(caller.id, aCallerKey({ createdAt: 5000 })), 'too_many');
});

testOnBoth('removes a key of its own caller only, and once', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const [caller, other] = [aCaller(), aCaller()];
  const [first, second] = [aCallerKey(), aCallerKey({ createdAt: 2000 })];
  await callers.add(caller, first);
  await callers.add(other, aCallerKey());
  await callers.addKey(caller.id, second);
  assert.equal(await callers.removeKey(other.id, first.id, 3000), false);
  assert.equal(await callers.removeKey(caller.id, first.id, 3000), true);
  assert.equal(await callers.removeKey(caller.id, first.id, 3000), false);
  assert.deepEqual((await callers.find(caller.id))?.keys, [second]);
});

testOnBoth('puts another policy in the place of the first', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const caller = aCaller();
  await callers.add(caller, aCallerKey());
  const policy = aPolicy({ resources: ['arm'], rate: { perMinute: 1 } });
  assert.equal(await callers.changePolicy(caller.id, policy), true);
  assert.deepEqual((await callers.find(caller.id))?.caller, { ...caller, policy });
});
