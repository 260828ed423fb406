import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId } from '../../test/a-grant.ts';
import { lifetimeMs } from '../../test/a-token-endpoint.ts';
import { customer, noon } from '../../test/builders.ts';
import { Secret } from '../secret.ts';
import type { AccessToken } from './access-token.ts';
import {
  type CachedToken,
  chooseRefreshAt,
  createTokenCache,
  expiryMarginMs,
  mustRefresh,
  shouldRefresh,
  type TokenCache,
} from './token-cache.ts';

function aToken(change: Partial<AccessToken> = {}): AccessToken {
  return {
    value: Secret.of('access'),
    expiresAt: noon + lifetimeMs,
    access: 'delegated',
    tenant: customer,
    resource: 'graph',
    scopes: [],
    baseUrl: 'https://graph.microsoft.com',
    grant: aGrantId(),
    ...change,
  };
}

const cached = (change: Partial<AccessToken> = {}): CachedToken => ({
  token: aToken(change),
  receivedAt: noon,
  refreshAt: noon,
  consentedAt: noon,
});
const [A, B, C] = ['A', 'B', 'C'].map(aGrantId) as [
  ReturnType<typeof aGrantId>,
  ReturnType<typeof aGrantId>,
  ReturnType<typeof aGrantId>,
];

/** Which of these keys of a grant are in the cache. */
const kept = (cache: TokenCache, grant: typeof A, keys: string): string =>
  Array.from(keys)
    .filter((key) => cache.find(grant, key) !== undefined)
    .join('');

function fill(cache: TokenCache, grant: typeof A, keys: string): void {
  for (const key of keys) cache.set(grant, key, cached(), cache.generation(grant));
}

test('finds what was set last under its grant and key', () => {
  const cache = createTokenCache(9);
  fill(cache, A, '1');
  const last = cached();
  cache.set(A, '1', last, cache.generation(A));
  assert.equal(cache.find(A, '1'), last);
  assert.equal(cache.find(A, '2'), undefined);
  assert.equal(cache.find(B, '1'), undefined);
});

test('drops the oldest of a grant when there are too many', () => {
  const cache = createTokenCache(3);
  fill(cache, A, '1234');
  assert.equal(kept(cache, A, '1234'), '234');
});

test('counts a token that replaces another once', () => {
  const cache = createTokenCache(3);
  fill(cache, A, '123');
  fill(cache, A, '1111');
  assert.equal(kept(cache, A, '123'), '123');
});

test('counts a token that it dropped no longer', () => {
  const cache = createTokenCache(3);
  fill(cache, A, '1234');
  fill(cache, A, '4444');
  assert.equal(kept(cache, A, '1234'), '234');
});

test('takes a token that was just renewed for the newest of its grant', () => {
  const cache = createTokenCache(3);
  fill(cache, A, '123');
  fill(cache, A, '14');
  assert.equal(kept(cache, A, '1234'), '134');
});

test('lets grants give up tokens in turn, so that none pays for all', () => {
  const cache = createTokenCache(6);
  fill(cache, A, '123');
  fill(cache, B, '123');
  fill(cache, C, '12');
  assert.deepEqual(
    [A, B, C].map((grant) => kept(cache, grant, '123')),
    ['23', '23', '12'],
  );
});

test('never drops the token that was just set, however small the cache is', () => {
  const cache = createTokenCache(1);
  fill(cache, A, '1');
  fill(cache, B, '1');
  assert.deepEqual([kept(cache, A, '1'), kept(cache, B, '1')], ['', '1']);
});

test('has room again for what was forgotten', () => {
  const cache = createTokenCache(3);
  fill(cache, A, '123');
  cache.forget(A);
  fill(cache, B, '123');
  assert.deepEqual([kept(cache, A, '123'), kept(cache, B, '123')], ['', '123']);
});

test('forgets a grant that it does not know without harm', () => {
  const cache = createTokenCache(2);
  cache.forget(B);
  cache.forget(B);
  fill(cache, A, '123');
  assert.equal(kept(cache, A, '123'), '23');
});

test('stays within its bound through any mix of setting and forgetting', () => {
  const cache = createTokenCache(5);
  const keys = '123456789';
  for (let round = 0; round < 50; round++) {
    for (const [index, grant] of [A, B, C].entries()) fill(cache, grant, keys.slice(0, (round + index) % 9));
    if (round % 7 === 0) cache.forget([A, B, C][round % 3] ?? A);
    const count = [A, B, C].map((grant) => kept(cache, grant, keys).length).reduce((a, b) => a + b);
    assert.ok(count <= 5, `${count} tokens after round ${round}`);
  }
});

test('gives up half of its tokens when it is told to, the oldest of each grant, and has room for others then', () => {
  const cache = createTokenCache(6);
  fill(cache, A, '1234');
  fill(cache, B, '12');
  cache.halve();
  assert.deepEqual([kept(cache, A, '1234'), kept(cache, B, '12')], ['34', '2']);
  fill(cache, C, '123');
  assert.deepEqual([kept(cache, A, '34'), kept(cache, B, '2'), kept(cache, C, '123')], ['34', '2', '123']);
  for (let time = 0; time < 3; time++) cache.halve();
  assert.deepEqual([A, B, C].map((grant) => kept(cache, grant, '1234')).join(''), '');
  cache.halve();
});

test('must renew a token from two minutes before its end on', () => {
  const end = noon + lifetimeMs;
  assert.ok(!mustRefresh(cached(), end - expiryMarginMs - 1, 0));
  assert.ok(mustRefresh(cached(), end - expiryMarginMs, 0));
});

test('must renew a token sooner for a caller that needs it longer, and never later', () => {
  const end = noon + lifetimeMs;
  const needsMs = 10 * 60_000;
  assert.ok(!mustRefresh(cached(), end - needsMs - 1, needsMs));
  assert.ok(mustRefresh(cached(), end - needsMs, needsMs));
  assert.ok(mustRefresh(cached(), end - expiryMarginMs, 1));
});

test('should renew a token from its instant on', () => {
  assert.ok(!shouldRefresh(cached(), noon - 1));
  assert.ok(shouldRefresh(cached(), noon));
});

test('believes the provider’s hint of when to renew', () => {
  const random = { bytes: () => new Uint8Array([255]) };
  assert.equal(chooseRefreshAt(aToken(), noon, noon + 5, random), noon + 5);
});

test('spreads renewals over the last fifth of a life, before anybody has to wait', () => {
  const at = (byte: number, token = aToken()): number =>
    chooseRefreshAt(token, noon, undefined, { bytes: () => new Uint8Array([byte]) });
  assert.equal(at(0), noon + lifetimeMs * 0.8);
  assert.ok(at(128) > at(0) && at(255) > at(128));
  assert.ok(!mustRefresh(cached(), at(255), 0));
});

test('keeps a token that lives for less than the margin for half of its life', () => {
  const token = { expiresAt: noon + expiryMarginMs / 2 };
  assert.ok(!mustRefresh(cached(token), noon + expiryMarginMs / 4 - 1, 0));
  assert.ok(mustRefresh(cached(token), noon + expiryMarginMs / 4, 0));
});

test('heeds a wish for a long life only as far as half of the token’s own', () => {
  const needsMs = 10 * lifetimeMs;
  assert.ok(!mustRefresh(cached(), noon + lifetimeMs / 2 - 1, needsMs));
  assert.ok(mustRefresh(cached(), noon + lifetimeMs / 2, needsMs));
});

test('keeps nothing that was begun before its grant was forgotten', () => {
  const cache = createTokenCache(3);
  const begun = cache.generation(A);
  cache.forget(A);
  cache.set(A, '1', cached(), begun);
  assert.equal(kept(cache, A, '1'), '');
});

test('keeps what was begun after its grant was forgotten, however often it was', () => {
  const cache = createTokenCache(3);
  cache.forget(A);
  cache.forget(A);
  fill(cache, A, '1');
  assert.equal(kept(cache, A, '1'), '1');
});
