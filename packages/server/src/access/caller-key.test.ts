import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createId, Secret } from '@consentry/core';
import { createCallerKey, createOperatorKey, hashCallerKey, readCallerKey } from './caller-key.ts';

const random = { bytes: (length: number) => randomBytes(length) };

test('reads the key that it made, for any id', () => {
  for (let round = 0; round < 200; round++) {
    const id = createId('CallerId', random);
    const key = createCallerKey(id, random);
    const presented = readCallerKey(key.reveal());
    assert.ok(presented?.kind === 'caller');
    assert.equal(presented.id, id);
  }
});

test('tells an operator key from a caller key', () => {
  assert.equal(readCallerKey(createOperatorKey(random).reveal())?.kind, 'operator');
});

test('refuses a key with a mistake in any place, before anything is looked up', () => {
  const key = createCallerKey(createId('CallerId', random), random).reveal();
  for (let index = 0; index < key.length; index++) {
    const other = key[index] === 'a' ? 'b' : 'a';
    assert.equal(readCallerKey(key.slice(0, index) + other + key.slice(index + 1)), undefined);
  }
  assert.equal(readCallerKey(key.slice(0, -1)), undefined);
  assert.equal(readCallerKey(`${key}a`), undefined);
  assert.equal(readCallerKey(''), undefined);
});

test('stores a hash that does not hold the key', () => {
  const key = createCallerKey(createId('CallerId', random), random);
  const hash = hashCallerKey(key);
  assert.match(hash, /^[A-Za-z0-9_-]{43}$/);
  assert.ok(!key.reveal().includes(hash));
  assert.throws(() => hashCallerKey(Secret.of('cty_wrong')), TypeError);
});
