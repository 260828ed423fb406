import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScopeLists } from './scope-lists.ts';

test('gives one list for all that are alike, and keeps those apart that differ, also in their order', () => {
  const share = createScopeLists();
  const first = ['a', 'b'];
  assert.equal(share(first), first);
  assert.equal(share(['a', 'b']), first);
  assert.deepEqual(share(['b', 'a']), ['b', 'a']);
  assert.deepEqual(share([]), []);
  assert.deepEqual(share(['a']), ['a']);
});

test('is bounded: lists that never come again do not stay', () => {
  const share = createScopeLists();
  const first = ['first'];
  share(first);
  for (let number = 0; number < 1000; number++) share([String(number)]);
  assert.notEqual(share(['first']), first);
});
