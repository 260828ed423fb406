import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { tamper } from '../../test/a-database.ts';
import { aPlace, cleanUp } from '../../test/a-store.ts';
import { openStore } from './open-store.ts';

/** Two replicas on one database. */
async function twoReplicas(t: TestContext) {
  const place = await aPlace(t, 'postgres');
  let elapsedMs = 0;
  const timer = { elapsed: () => elapsedMs, wait: async () => undefined };
  const store = await openStore({ ...place, timer });
  cleanUp(t, () => store.close());
  const leases = store.replicas?.leases;
  assert.ok(leases);
  return {
    take: () => leases.take('what is redeemed'),
    /** So long nothing runs in this process; the clock of the machine says nothing of it. */
    block(ms: number) {
      elapsedMs += ms;
    },
    /** Thirty seconds pass for the database. */
    pass: () => tamper(place, 'update leases set expires_at = 0'),
  };
}

test('a lease is one holder’s until it is given back', async (t) => {
  const { take } = await twoReplicas(t);
  const mine = await take();
  assert.equal(mine?.isLive(), true);
  assert.equal(await take(), undefined);
  await mine.release();
  assert.ok(await take());
});

test('a lease that is over is another holder’s, under a greater number, and the first one cannot touch it', async (t) => {
  const { take, pass } = await twoReplicas(t);
  const first = await take();
  await pass();
  const second = await take();
  assert.ok(first?.fence !== undefined && second?.fence !== undefined);
  assert.ok(second.fence.number > first.fence.number);
  assert.equal(await first.extend(), false);
  await first.release();
  assert.equal(await take(), undefined, 'the second holder has it still');
});

test('a lease is extended by who holds it, also when its time is over and nobody took it', async (t) => {
  const { take, pass } = await twoReplicas(t);
  const mine = await take();
  await pass();
  assert.equal(await mine?.extend(), true);
  assert.equal(await take(), undefined);
});

test('a lease is not assumed alive by a process that was stopped for longer, whatever its clock says (F-89)', async (t) => {
  const { take, block } = await twoReplicas(t);
  const mine = await take();
  block(29_999);
  assert.equal(mine?.isLive(), true);
  block(1);
  assert.equal(mine.isLive(), false);
  assert.equal(await mine.extend(), true);
  assert.equal(mine.isLive(), true);
});
