import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCallWindow } from './call-window.ts';

/** Lets calls leave as soon as they may. @returns the instants at which they left */
function run(limit: { calls: number; perMs: number }, count: number, begin = 0): number[] {
  const window = createCallWindow(limit);
  const left: number[] = [];
  let now = begin;
  while (left.length < count) {
    const waitMs = window.waitMs(now);
    if (waitMs > 0) {
      now += Math.ceil(waitMs);
      continue;
    }
    window.count(now);
    left.push(now);
    now += 7;
  }
  return left;
}

for (const limit of [
  { calls: 500, perMs: 60_000 },
  { calls: 50, perMs: 1_000 },
  { calls: 1, perMs: 60_000 },
]) {
  test(`no stretch of ${limit.perMs} ms sees more than ${limit.calls} calls, and few fewer`, () => {
    for (const begin of [0, 3_333, 1_795_000_000_123]) {
      const left = run(limit, limit.calls * 6, begin);
      for (const [index, at] of left.entries()) {
        const before = left[index - limit.calls];
        if (before !== undefined) assert.ok(at - before > limit.perMs, `${at - before}`);
      }
      const lastMs = (left.at(-1) ?? 0) - begin;
      // Six fills take five windows and what a twelfth of each loses.
      assert.ok(lastMs <= 5 * limit.perMs * (1 + 1 / 12) + 6 * 7 * limit.calls, `${lastMs}`);
    }
  });
}

test('is empty again when the window has passed', () => {
  const window = createCallWindow({ calls: 2, perMs: 1_200 });
  assert.ok(window.isEmpty(0));
  window.count(50);
  assert.ok(!window.isEmpty(1_250));
  assert.ok(window.isEmpty(1_400));
});

test('a clock that stands still or is behind lets no more through', () => {
  const window = createCallWindow({ calls: 2, perMs: 1_200 });
  window.count(5_000);
  window.count(4_000);
  assert.ok(window.waitMs(3_000) > 0);
});
