import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId } from '@consentry/core';
import { random } from '../../test/a-store.ts';
import { createRateLimiter } from './rate-limiter.ts';

function aLimiter() {
  let now = 0;
  const { take } = createRateLimiter({ elapsed: () => now });
  const passed = (caller: ReturnType<typeof someone>, perMinute: number, times: number): number =>
    Array.from({ length: times }, () => take(caller, perMinute)).filter((refused) => refused === undefined)
      .length;
  return { take, passed, pass: (ms: number) => void (now += ms) };
}

const someone = () => createId('CallerId', random);

test('lets a minute’s worth pass at once, and as many again as time passes', () => {
  const { passed, pass } = aLimiter();
  const caller = someone();
  assert.equal(passed(caller, 60, 100), 60);
  pass(10_000);
  assert.equal(passed(caller, 60, 100), 10);
  pass(60 * 60_000);
  assert.equal(passed(caller, 60, 100), 60);
});

test('says how long to wait, and that is enough', () => {
  const { take, pass } = aLimiter();
  const caller = someone();
  assert.equal(take(caller, 2), undefined);
  assert.equal(take(caller, 2), undefined);
  const refused = take(caller, 2);
  assert.deepEqual(refused, { waitMs: 30_000, isFirst: true });
  pass(refused?.waitMs ?? 0);
  assert.equal(take(caller, 2), undefined);
});

test('tells the first refusal from those that follow it', () => {
  const { take, pass } = aLimiter();
  const caller = someone();
  const first = () => take(caller, 1)?.isFirst;
  assert.deepEqual([first(), first(), first(), first()], [undefined, true, false, false]);
  pass(60_000);
  assert.deepEqual([first(), first()], [undefined, true]);
});

test('counts each caller for itself, and heeds a narrowed policy at once', () => {
  const { passed } = aLimiter();
  const [one, other] = [someone(), someone()];
  assert.equal(passed(one, 10, 20), 10);
  assert.equal(passed(other, 10, 5), 5);
  assert.equal(passed(other, 3, 20), 3);
});
