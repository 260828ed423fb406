import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDeliveryMemory } from './delivery-memory.ts';

test('knows what was delivered, until its time is over', () => {
  const memory = createDeliveryMemory(10, 100);
  assert.equal(memory.add('a', 0, 0), true);
  assert.equal(memory.add('a', 0, 99), false);
  assert.equal(memory.add('a', 0, 100), true);
});

test('refuses what it may have forgotten when it was full, and takes what is younger', () => {
  const memory = createDeliveryMemory(2, 100);
  for (const [id, changedAt] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const) {
    assert.equal(memory.add(id, changedAt, 5), true);
  }
  assert.equal(memory.add('a', 1, 5), false);
  assert.equal(memory.add('late', 1, 5), false);
  assert.equal(memory.add('b', 2, 5), false);
  assert.equal(memory.add('d', 4, 5), true);
});

test('takes again what was forgotten on purpose', () => {
  const memory = createDeliveryMemory(2, 100);
  memory.add('a', 1, 5);
  memory.forget('a');
  assert.equal(memory.add('a', 1, 5), true);
});
