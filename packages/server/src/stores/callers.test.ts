import assert from 'node:assert/strict';
import { createId } from '@consentry/core';
import { aStore, partner, random, testOnBoth } from '../../test/a-store.ts';
import type { Caller } from './callers.ts';

function aCaller(change: Partial<Caller> = {}): Caller {
  return {
    id: createId('CallerId', random),
    name: 'a program',
    policy: {
      partners: [partner],
      customers: 'all',
      partnerTenant: true,
      calls: [{ resource: 'graph', methods: ['GET'], paths: ['/v1.0/users'] }],
      resources: ['graph', 'partner-center'],
    },
    createdAt: 1000,
    expiresAt: 2000,
    removedAt: undefined,
    ...change,
  };
}

testOnBoth('finds a caller with its policy and the hash of its key', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const caller = aCaller();
  await callers.add(caller, 'hash');
  assert.deepEqual(await callers.findByKeyId(caller.id), { row: caller, keyHash: 'hash' });
  assert.equal(await callers.findByKeyId(createId('CallerId', random)), undefined);
});

testOnBoth('keeps a removed caller’s row, removes it once, and lists it no more', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const [kept, removed] = [aCaller(), aCaller({ expiresAt: undefined })];
  for (const caller of [kept, removed]) await callers.add(caller, 'hash');
  assert.equal(await callers.remove(removed.id, 1500), true);
  assert.equal(await callers.remove(removed.id, 1600), false);
  assert.equal((await callers.findByKeyId(removed.id))?.row.removedAt, 1500);
  assert.deepEqual(await callers.list({ limit: 10 }), [kept]);
});
