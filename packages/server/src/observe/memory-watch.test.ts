import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MemoryBound } from '@consentry/core';
import { createMemoryWatch } from './memory-watch.ts';

/** A watch, and a memory in which something is held, and something is garbage. Its limit is 100. */
function aWatch(options: { readonly collectionMs?: number; readonly relieved?: number } = {}) {
  const held = { heap: 0, resident: 0 };
  let garbage = 0;
  let now = 0;
  let collections = 0;
  const logged: string[] = [];
  const note = (_fields: object, message?: string): void => void logged.push(message ?? '');
  const bound = (name: MemoryBound['name']): MemoryBound => ({
    name,
    used: held[name] + garbage,
    limit: 100,
  });
  const watch = createMemoryWatch({
    memory: {
      measure: () => [bound('heap'), bound('resident')],
      collect() {
        collections += 1;
        garbage = 0;
        now += options.collectionMs ?? 0;
      },
    },
    timer: { elapsed: () => now, wait: async () => undefined },
    log: { warn: note, info: note },
    relieve() {
      held.heap -= options.relieved ?? 0;
      garbage += options.relieved ?? 0;
    },
  });
  const tick = (change: { heap?: number; resident?: number; garbage?: number } = {}, ms = 500): boolean => {
    ({ garbage = garbage } = change);
    Object.assign(held, change);
    now += ms;
    watch.tick();
    return watch.isShort();
  };
  return { tick, logged, collections: () => collections, watch };
}

for (const bound of ['heap', 'resident'] as const) {
  test(`memory is short where the ${bound} is nearly full, and ample again well below that`, () => {
    const { tick, logged } = aWatch();
    assert.ok(!tick({ [bound]: 84 }));
    assert.ok(tick({ [bound]: 85 }));
    assert.ok(tick({ [bound]: 80 }), 'it does not flap');
    assert.ok(tick({ [bound]: 75 }));
    assert.ok(!tick({ [bound]: 74 }));
    assert.ok(!tick({ [bound]: 80 }));
    assert.equal(logged.length, 2);
  });
}

test('what nobody holds any more makes memory no shorter, and is not even collected while there is room', () => {
  const { tick, collections } = aWatch();
  assert.ok(!tick({ heap: 40, garbage: 40 }));
  assert.equal(collections(), 0);
  assert.ok(!tick({ garbage: 50 }));
  assert.equal(collections(), 1);
});

test('memory that was short is ample again though nobody asks for anything: what was given up is collected', () => {
  const { tick, logged } = aWatch({ relieved: 20 });
  assert.ok(tick({ heap: 90 }, 10_000));
  assert.ok(tick({}, 500), 'not collected yet');
  assert.ok(!tick({}, 1_000));
  assert.equal(logged.length, 2);
});

test('gives up more for as long as memory is short', () => {
  const { tick } = aWatch({ relieved: 5 });
  tick({ heap: 99 }, 10_000);
  let looks = 1;
  while (tick({}, 2_000)) looks += 1;
  assert.equal(looks, 5, '99, 94, 89, 84, 79; and 74 is ample');
});

test('spends a small part of its time on collecting; while it rests, what is measured is believed', () => {
  const { tick, collections } = aWatch({ collectionMs: 300 });
  assert.ok(!tick({ heap: 70, garbage: 20 }));
  assert.ok(tick({ garbage: 20 }), 'rather too soon than too late');
  for (let passed = 0; passed < 2_000; passed += 500) tick({ garbage: 20 });
  assert.equal(collections(), 1);
  assert.ok(!tick({}, 1_000), 'it was garbage after all');
  assert.equal(collections(), 2);
});

test('says how full each bound is', () => {
  const { tick, watch } = aWatch();
  tick({ heap: 50, resident: 25 });
  assert.deepEqual(watch.shares(), [
    { bound: 'heap', share: 0.5 },
    { bound: 'resident', share: 0.25 },
  ]);
});
