import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createId, type Secret } from '@consentry/core';
import { aClock, aStore, random } from '../../test/a-store.ts';
import type { Caller } from '../stores/open-store.ts';
import { createAuthenticator } from './authenticate.ts';
import { createCallerKey, createOperatorKey, hashCallerKey } from './caller-key.ts';

const policy = {
  partners: 'all',
  customers: [],
  partnerTenant: false,
  resources: ['graph'],
  calls: [],
} as const;

async function anAuthenticator(t: TestContext) {
  const clock = aClock();
  const operatorKey = createOperatorKey(random);
  const { callers } = await aStore(t, 'sqlite', { clock });
  const { authenticate } = createAuthenticator({
    callers,
    operatorKeyHash: hashCallerKey(operatorKey),
    clock,
  });
  const addCaller = async (
    change: Partial<Caller> = {},
  ): Promise<{ caller: Caller; key: Secret<string> }> => {
    const id = createId('CallerId', random);
    const caller: Caller = {
      id,
      name: 'a program',
      policy: { ...policy, customers: [], resources: ['graph'], calls: [] },
      createdAt: clock.now(),
      expiresAt: undefined,
      removedAt: undefined,
      ...change,
    };
    const key = createCallerKey(id, random);
    await callers.add(caller, hashCallerKey(key));
    return { caller, key };
  };
  const refusalOf = async (header: string | undefined): Promise<string> => {
    try {
      await authenticate(header);
    } catch (error) {
      return String(error);
    }
    return assert.fail('it was let in');
  };
  return { authenticate, addCaller, refusalOf, operatorKey, callers, clock };
}

test('knows the operator and a caller by their keys', async (t) => {
  const { authenticate, addCaller, operatorKey } = await anAuthenticator(t);
  const { caller, key } = await addCaller();
  assert.deepEqual(await authenticate(`Bearer ${operatorKey.reveal()}`), { kind: 'operator' });
  const { id, name } = caller;
  const principal = await authenticate(`bearer ${key.reveal()}`);
  assert.deepEqual(principal, { kind: 'caller', id, name, policy: caller.policy });
});

test('refuses with the same words whether a key is unknown, wrong, expired or removed', async (t) => {
  const { addCaller, refusalOf, callers, clock } = await anAuthenticator(t);
  const { caller, key } = await addCaller();
  const expired = await addCaller({ expiresAt: clock.now() });
  const removed = await addCaller();
  await callers.remove(removed.caller.id, clock.now());
  const refusals = await Promise.all(
    [
      undefined,
      '',
      'Bearer',
      `Basic ${key.reveal()}`,
      `Bearer ${key.reveal().slice(1)}`,
      `Bearer ${createCallerKey(createId('CallerId', random), random).reveal()}`,
      `Bearer ${createCallerKey(caller.id, random).reveal()}`,
      `Bearer ${createOperatorKey(random).reveal()}`,
      `Bearer ${expired.key.reveal()}`,
      `Bearer ${removed.key.reveal()}`,
    ].map(refusalOf),
  );
  assert.deepEqual(new Set(refusals), new Set(['ConsentryError: The caller key is missing or not valid.']));
});

test('ends with the expiry of the key, not before', async (t) => {
  const { authenticate, addCaller, clock, refusalOf } = await anAuthenticator(t);
  const { key } = await addCaller({ expiresAt: clock.now() + 1000 });
  clock.advance(999);
  assert.equal((await authenticate(`Bearer ${key.reveal()}`)).kind, 'caller');
  clock.advance(1);
  assert.match(await refusalOf(`Bearer ${key.reveal()}`), /not valid/);
});
