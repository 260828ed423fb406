import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRedemptionBudget } from './redemption-budget.ts';

/** When each of so many redemptions begins, milliseconds after the first; nothing else moves the time. */
async function startsOf(count: number, perSecond: number, pauseAt?: { number: number; ms: number }) {
  let now = 0;
  const timer = {
    elapsed: () => now,
    wait: async (ms: number) => {
      now += ms;
    },
  };
  const budget = createRedemptionBudget(timer, perSecond);
  const starts: number[] = [];
  for (let number = 0; number < count; number++) {
    if (number === pauseAt?.number) now += pauseAt.ms;
    await budget.enter();
    starts.push(now);
  }
  return starts;
}

const within = (starts: readonly number[], from: number, to: number): number =>
  starts.filter((start) => start >= from && start < to).length;

test('begins with a tenth of the rate, and reaches it in half a minute (F-93)', async () => {
  const starts = await startsOf(2000, 20);
  assert.ok(within(starts, 0, 1000) <= 4);
  const middle = within(starts, 15_000, 16_000);
  assert.ok(middle >= 9 && middle <= 12, String(middle));
  for (let from = 31_000; from < 60_000; from += 1000) assert.ok(within(starts, from, from + 1000) <= 20);
  assert.ok(within(starts, 40_000, 50_000) >= 190);
});

test('never begins more in any second than the rate allows', async () => {
  const starts = await startsOf(3000, 50);
  for (const from of starts) assert.ok(within(starts, from, from + 1000) <= 51);
});

test('begins slowly again after a pause', async () => {
  const starts = await startsOf(2001, 20, { number: 2000, ms: 60_000 });
  const again = await startsOf(2010, 20, { number: 2000, ms: 60_000 });
  const resumed = again.slice(2000);
  assert.ok((resumed.at(-1) ?? 0) - (resumed[0] ?? 0) > 3_000);
  assert.equal(starts[2000], resumed[0]);
});

test('keeps no one waiting who comes alone', async () => {
  assert.deepEqual(await startsOf(1, 1), [0]);
});
