import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDuplicateKeys } from './duplicate-keys.ts';

test('finds a key that an object has twice, however it is written, and says where', () => {
  const text = '{"a": [{}, {"b": 1,\n "c": {"b": 2}, "\\u0062": [1]}],\n"a": 2}';
  JSON.parse(text);
  assert.deepEqual(findDuplicateKeys(text), [
    { path: ['a', 1, 'b'], line: 2 },
    { path: ['a'], line: 3 },
  ]);
});

test('takes no text for a key, and no key of another object', () => {
  const text = '{"a": "\\"a\\": {", "b": ["a", "a", {"a": "b"}, {"a": "b"}], "c": {"a": ",]}", "b": "c"}}';
  JSON.parse(text);
  assert.deepEqual(findDuplicateKeys(text), []);
});

test('reads a text of millions of letters', () => {
  const text = JSON.stringify({ a: 'x\\'.repeat(2_000_000), b: [] });
  assert.deepEqual(findDuplicateKeys(text), []);
});
