import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { aClock } from '../../test/a-store.ts';
import { createCallGates } from './call-gates.ts';

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isConsentryError(error)) return `${error.code} ${error.retryAfterMs}`;
    throw error;
  }
  return 'let in';
};

test('lets nobody in while the API rests, of this customer alone, and says how long', () => {
  const clock = aClock();
  const gates = createCallGates(clock);
  gates.rest('a', 5_000);
  clock.advance(4_000);
  assert.equal(
    refusal(() => gates.enter('a')),
    'api_throttled 1000',
  );
  assert.equal(
    refusal(() => gates.enter('b')),
    'let in',
  );
  clock.advance(1_000);
  assert.equal(
    refusal(() => gates.enter('a')),
    'let in',
  );
});

test('holds a slow customer’s calls to 32 at once, and no other’s', () => {
  const gates = createCallGates(aClock());
  const leaves = Array.from({ length: 32 }, () => gates.enter('a'));
  assert.equal(
    refusal(() => gates.enter('a')),
    'api_throttled 1000',
  );
  assert.equal(
    refusal(() => gates.enter('b')),
    'let in',
  );
  // Leaving twice frees one place.
  leaves[0]?.();
  leaves[0]?.();
  assert.equal(
    refusal(() => gates.enter('a')),
    'let in',
  );
  assert.equal(
    refusal(() => gates.enter('a')),
    'api_throttled 1000',
  );
});

test('remembers no more than it must', () => {
  const clock = aClock();
  const gates = createCallGates(clock);
  for (let index = 0; index <= 10_000; index++) gates.rest(`customer ${index}`, 5_000);
  assert.equal(
    refusal(() => gates.enter('customer 0')),
    'let in',
  );
  assert.match(
    refusal(() => gates.enter('customer 10000')),
    /throttled/,
  );
});
