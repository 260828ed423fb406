import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getHeapStatistics } from 'node:v8';
import { createSystemMemory } from './system-memory.ts';

const megabyte = 1024 * 1024;

function heapOf(options: readonly string[]) {
  const heap = createSystemMemory(options)
    .measure()
    .find(({ name }) => name === 'heap');
  assert.ok(heap);
  return heap;
}

test('the limit of the heap is that of the option that bounds it, the last one; V8’s own without any', () => {
  assert.equal(heapOf(['--enable-source-maps']).limit, getHeapStatistics().heap_size_limit);
  assert.equal(heapOf(['--max-old-space-size=64']).limit, 64 * megabyte);
  assert.equal(heapOf(['--max_old_space_size=64', '--max-old-space-size=96', '-C=x']).limit, 96 * megabyte);
});

test('what is held is taken, and what is held no more is not, once it was collected', () => {
  const memory = createSystemMemory([]);
  const used = (): number => {
    memory.collect();
    return memory.measure().find(({ name }) => name === 'heap')?.used ?? 0;
  };
  const before = used();
  let held: object[] | undefined = Array.from({ length: 200_000 }, (_, index) => ({ index }));
  const meanwhile = used();
  assert.equal(held.length, 200_000);
  held = undefined;
  const after = used();
  assert.ok(meanwhile - before > 4 * megabyte, `${before} ${meanwhile}`);
  assert.ok(meanwhile - after > 4 * megabyte, `${meanwhile} ${after}`);
});

test('the collector is no global of the process', () => {
  createSystemMemory();
  assert.ok(!('gc' in globalThis));
});
