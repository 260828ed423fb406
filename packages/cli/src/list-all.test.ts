import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listAll } from './list-all.ts';

test('lists every page to the last, each from where the one before it ended', async () => {
  const asked: (string | undefined)[] = [];
  const pages = [{ items: [1, 2], next: 'b' }, { items: [], next: 'c' }, { items: [3] }];
  const all = await Array.fromAsync(
    listAll(async (after) => pages[asked.push(after) - 1] ?? assert.fail('one page too many')),
  );
  assert.deepEqual(all, [1, 2, 3]);
  assert.deepEqual(asked, [undefined, 'b', 'c']);
});
