import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remember } from './forget.ts';

test('forgets what is of no more use when something new comes, and nothing else', () => {
  const map = new Map<string, number>();
  for (const at of [1, 2, 3]) remember(map, String(at), at, () => false);
  remember(map, '4', 4, (at) => at < 3);
  assert.deepEqual([...map.values()], [3, 4]);
});

test('what is put in again is the newest', () => {
  const map = new Map<string, number>();
  for (const key of ['a', 'b', 'a']) remember(map, key, 1, () => false);
  assert.deepEqual([...map.keys()], ['b', 'a']);
});
