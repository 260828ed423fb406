import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createId, createWorkloadTokenReader } from '@consentry/core';
import { systemTimer } from '@consentry/core/node';
import { aCaller, aCallerKey, aClock, aPolicy, aStore, random } from '../../test/a-store.ts';
import type { Caller, CallerKey } from '../stores/open-store.ts';
import { createAuthenticator } from './authenticate.ts';
import { createCallerKey, createOperatorKey, hashCallerKey } from './caller-key.ts';
import { createKnownAccess } from './known-access.ts';

async function anAuthenticator(t: TestContext) {
  const clock = aClock();
  const operatorKey = createOperatorKey(random);
  const { callers, grants, stops, news } = await aStore(t, 'sqlite', { clock });
  const access = createKnownAccess({
    callers,
    grants,
    stops,
    news,
    timer: systemTimer,
    onTakenBack: async () => undefined,
  });
  const authenticator = createAuthenticator({
    access,
    workloadTokens: createWorkloadTokenReader({
      issuers: [],
      fetch: async () => assert.fail('nobody is to be asked'),
      clock,
    }),
    operatorKeyHash: hashCallerKey(operatorKey),
    clock,
    log: { warn: () => undefined },
  });
  const { getPolicy } = authenticator;
  const authenticate = (header: string | undefined) => authenticator.authenticate(header, 'a request');
  const keyOf = (caller: Caller, change: Partial<CallerKey> = {}) => {
    const key = createCallerKey(caller.id, random);
    return { key, row: aCallerKey({ createdAt: clock.now(), hash: hashCallerKey(key), ...change }) };
  };
  const addCaller = async (change: Partial<CallerKey> = {}) => {
    const caller = aCaller();
    const { key, row } = keyOf(caller, change);
    await callers.add(caller, row);
    return { caller, key, row };
  };
  const refusalOf = async (header: string | undefined): Promise<string> => {
    try {
      await authenticate(header);
    } catch (error) {
      return String(error);
    }
    return assert.fail('it was let in');
  };
  return { authenticate, getPolicy, addCaller, keyOf, refusalOf, operatorKey, callers, clock };
}

test('knows the operator and a caller by their keys', async (t) => {
  const { authenticate, addCaller, operatorKey } = await anAuthenticator(t);
  const { caller, key, row } = await addCaller();
  assert.deepEqual(await authenticate(`Bearer ${operatorKey.reveal()}`), { kind: 'operator' });
  const { id, name, policy } = caller;
  const principal = await authenticate(`bearer ${key.reveal()}`);
  assert.deepEqual(principal, { kind: 'caller', id, name, policy, proof: { key: row.id } });
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
  assert.deepEqual(
    new Set(refusals),
    new Set(['ConsentryError: The caller’s key or token is missing or not valid.']),
  );
});

test('ends with the expiry of the key, not before', async (t) => {
  const { authenticate, addCaller, clock, refusalOf } = await anAuthenticator(t);
  const { key } = await addCaller({ expiresAt: clock.now() + 1000 });
  clock.advance(999);
  assert.equal((await authenticate(`Bearer ${key.reveal()}`)).kind, 'caller');
  clock.advance(1);
  assert.match(await refusalOf(`Bearer ${key.reveal()}`), /not valid/);
});

test('lets two keys of one caller in, and knows which one it was', async (t) => {
  const { authenticate, addCaller, keyOf, callers } = await anAuthenticator(t);
  const { caller, key, row } = await addCaller();
  const second = keyOf(caller);
  assert.equal(await callers.addKey(caller.id, second.row), 'added');
  const named = async (text: string) => {
    const principal = await authenticate(`Bearer ${text}`);
    return principal.kind === 'caller' && 'key' in principal.proof && principal.proof.key;
  };
  assert.equal(await named(key.reveal()), row.id);
  assert.equal(await named(second.key.reveal()), second.row.id);
});

test('refuses a removed key, and goes on with the other', async (t) => {
  const { authenticate, addCaller, keyOf, callers, refusalOf, clock } = await anAuthenticator(t);
  const { caller, key, row } = await addCaller();
  const second = keyOf(caller);
  await callers.addKey(caller.id, second.row);
  await callers.removeKey(caller.id, row.id, clock.now());
  assert.match(await refusalOf(`Bearer ${key.reveal()}`), /not valid/);
  assert.equal((await authenticate(`Bearer ${second.key.reveal()}`)).kind, 'caller');
});

test('says what a caller may have now, and nothing once it or its key has ended', async (t) => {
  const { authenticate, getPolicy, addCaller, keyOf, callers, clock } = await anAuthenticator(t);
  const { caller, key, row } = await addCaller();
  await callers.addKey(caller.id, keyOf(caller).row);
  const principal = await authenticate(`Bearer ${key.reveal()}`);
  assert.ok(principal.kind === 'caller');
  assert.equal(await getPolicy(principal), principal.policy);
  const narrowed = aPolicy({ resources: ['arm'] });
  await callers.changePolicy(caller.id, narrowed);
  assert.deepEqual(await getPolicy(principal), narrowed);
  await callers.removeKey(caller.id, row.id, clock.now());
  await assert.rejects(getPolicy(principal), { code: 'unauthorized' });
});

test('a thousand wrong keys of a caller do not keep the right one out', async (t) => {
  const { authenticate, addCaller, refusalOf } = await anAuthenticator(t);
  const { caller, key } = await addCaller();
  for (let guess = 0; guess < 1000; guess++) {
    assert.match(await refusalOf(`Bearer ${createCallerKey(caller.id, random).reveal()}`), /not valid/);
  }
  assert.equal((await authenticate(`Bearer ${key.reveal()}`)).kind, 'caller');
});
