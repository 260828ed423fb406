import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoopWatch, tickMs } from './loop-watch.ts';

/** A watch and the time that passes for it. */
function aWatch() {
  let now = 0;
  const loop = createLoopWatch({ elapsed: () => now, wait: async () => undefined });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { loop, pass };
}

test('is not late before the first tick, nor between ticks that come in time', () => {
  const { loop, pass } = aWatch();
  pass(10_000);
  assert.equal(loop.lateMs(), 0);
  for (let tick = 0; tick < 10; tick++) {
    loop.tick();
    pass(tickMs);
    assert.equal(loop.lateMs(), 0);
  }
});

test('says at once how late a tick is that has not come yet', () => {
  const { loop, pass } = aWatch();
  loop.tick();
  pass(tickMs + 2_000);
  assert.equal(loop.lateMs(), 2_000);
});

test('remembers for half a minute that it was late', () => {
  const { loop, pass } = aWatch();
  loop.tick();
  pass(tickMs + 2_000);
  for (let passed = 0; passed < 29_000; passed += tickMs) {
    loop.tick();
    assert.equal(loop.lateMs(), 2_000);
    pass(tickMs);
  }
  pass(tickMs);
  loop.tick();
  pass(tickMs);
  loop.tick();
  pass(tickMs);
  loop.tick();
  assert.ok(loop.lateMs() < 2_000);
});
