import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Fault } from '@consentry/sandbox';
import { customerA, partnerOne } from './a-broker.ts';
import { graph, inTrouble, partnerCenter } from './in-trouble.ts';

/** Rows F-14 … F-25 and F-37 … F-40 of the fault matrix: what the token endpoint may answer. */
const trouble = await inTrouble();
after(() => trouble[Symbol.asyncDispose]());
const { t, caller, play, refused, heals, later } = trouble;

const answer = (
  status: number,
  body: object | string | null,
  headers: Record<string, string> = {},
): Fault => ({
  kind: 'answer',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const tokens = { token_type: 'Bearer', access_token: 'opaque', expires_in: 3600 };

for (const [row, body] of [
  ['F-10: JSON that breaks off', '{"access_token":"x'],
  ['F-14: null', null],
  ['F-14: a list', []],
  ['F-14: text', '"token"'],
  ['F-14: nothing in it', {}],
  ['F-37: an empty access token', { ...tokens, access_token: '' }],
  ['F-37: a number for an access token', { ...tokens, access_token: 7 }],
  ['F-37: an access token with a line break', { ...tokens, access_token: 'a\r\nb' }],
  ['F-37: a refresh token that is null', { ...tokens, refresh_token: null }],
] as const) {
  test(`${row} with 200 is refused after a second try, and the old refresh token kept`, async () => {
    const played = play(answer(200, body));
    const { code, status } = await refused();
    assert.deepEqual([code, status, played.played()], ['idp_bad_response', 502, 2]);
    await heals(played);
  });
}

test('F-15: an error inside a 200 is that error', async () => {
  const played = play(answer(200, { error: 'invalid_grant', error_codes: [65001], access_token: 'x' }), {
    tenant: customerA,
  });
  assert.equal((await refused()).code, 'tenant_setup');
  await heals(played);
});

for (const [row, body] of [
  ['an error that is no text', { error: 7 }],
  ['an error that nobody knows', { error: 'invalid_weather', error_codes: [123_456_789] }],
] as const) {
  test(`F-16: ${row} keeps the grant, is told with its number, and is asked again after a minute`, async () => {
    const played = play(answer(400, body), { tenant: customerA });
    const { code, retryAfterMs, facts } = await refused();
    assert.deepEqual([code, retryAfterMs], ['idp_unknown_error', 60_000]);
    if ('error_codes' in body) assert.deepEqual(facts['errorCodes'], body.error_codes);
    for (let index = 0; index < 20; index++) assert.equal((await refused()).code, code);
    assert.equal(played.played(), 1);
    t.sandbox.control.moveClock(60_000);
    await refused();
    assert.equal(played.played(), 2);
    await heals(played);
  });
}

const httpDate = (at: number): string => new Date(at).toUTCString();

for (const [row, status, headers, expectedMs, code] of [
  ['F-20: 429 with seconds', 429, () => ({ 'retry-after': '7' }), 7_000, 'idp_throttled'],
  [
    'F-21: 429 with a date, by the clock of who wrote it',
    429,
    () => ({ 'retry-after': httpDate(90_000_000), date: httpDate(90_000_000 - 30_000) }),
    30_000,
    'idp_throttled',
  ],
  [
    'F-21: 429 with a date that has passed',
    429,
    () => ({ 'retry-after': httpDate(0) }),
    1_000,
    'idp_throttled',
  ],
  ['F-22: 429 without a time', 429, () => ({}), 60_000, 'idp_throttled'],
  ['F-22: 429 with a word', 429, () => ({ 'retry-after': 'banana' }), 60_000, 'idp_throttled'],
  ['F-22: 429 with a negative time', 429, () => ({ 'retry-after': '-5' }), 60_000, 'idp_throttled'],
  ['F-22: 429 with a year', 429, () => ({ 'retry-after': '999999999' }), 3_600_000, 'idp_throttled'],
  ['F-23: 503 with a time', 503, () => ({ 'retry-after': '9' }), 9_000, 'idp_unavailable'],
] as const) {
  test(`${row}: that tenant is left alone for ${expectedMs} ms, others are asked, and waiters hear how long`, async () => {
    const played = play(answer(status, '', headers()), { tenant: customerA });
    const { code: heard, retryAfterMs } = await refused();
    assert.deepEqual([heard, retryAfterMs], [code, expectedMs]);
    t.sandbox.control.moveClock(expectedMs / 2);
    for (let index = 0; index < 10; index++) {
      const again = await refused();
      assert.equal(again.code, code);
      assert.ok((again.retryAfterMs ?? 0) > 0 && (again.retryAfterMs ?? 0) <= expectedMs / 2);
    }
    assert.equal(played.played(), 1);
    assert.equal((await caller.call('acquireToken', { body: partnerCenter })).tenant, partnerOne);
    t.sandbox.control.moveClock(expectedMs / 2);
    await refused();
    assert.equal(played.played(), 2);
    await heals(played);
  });
}

test('F-24: a request loop in the clothes of a dead grant is waited out, and marks nothing', async () => {
  const played = play({ kind: 'aadsts', code: 50196 });
  const { code, retryAfterMs } = await refused();
  assert.equal(code, 'idp_loop');
  assert.ok((retryAfterMs ?? 0) >= 60_000);
  for (let index = 0; index < 20; index++) await refused();
  assert.equal((await refused({ ...graph, force: true })).code, 'idp_loop');
  assert.equal(played.played(), 1);
  await heals(played);
});

for (const status of [500, 502, 504, 408]) {
  test(`F-25: ${status} is tried three times, and after five the tenant is left alone for half a minute`, async () => {
    // Of its own: what all requests together may repeat is bounded.
    await using own = await inTrouble();
    const played = own.play(answer(status, '<html>'), { tenant: customerA });
    assert.equal((await own.refused()).code, 'idp_unavailable');
    assert.equal(played.played(), 3);
    await own.refused();
    assert.equal(played.played(), 5);
    const { code, retryAfterMs } = await own.refused();
    assert.equal(code, 'idp_unavailable');
    assert.ok((retryAfterMs ?? 0) > 0);
    assert.equal(played.played(), 5);
    assert.ok(await own.caller.call('acquireToken', { body: partnerCenter }));
    await own.heals(played);
  });
}

for (const [row, expires_in, isKept] of [
  ['text', '3599', true],
  ['missing', undefined, true],
  ['zero', 0, false],
  ['negative', -5, false],
  ['a word', 'soon', false],
] as const) {
  test(`F-38: a lifetime that is ${row} ${isKept ? 'is kept' : 'is served once and not kept'}`, async () => {
    const played = play(answer(200, { ...tokens, expires_in }));
    await caller.call('acquireToken', { body: graph });
    assert.equal((await caller.call('acquireToken', { body: graph })).fromCache, isKept);
    await heals(played);
  });
}

test('F-39: scopes that were asked for and not granted are named, also from the cache', async () => {
  const name = (scope: string): string => `https://graph.microsoft.com/${scope}`;
  const played = play(answer(200, { ...tokens, scope: `openid ${name('User.Read')}` }));
  const body = { ...graph, scopes: ['User.Read', 'Directory.Read.All'] };
  for (const fromCache of [false, true]) {
    const token = await caller.call('acquireToken', { body });
    assert.deepEqual([token.missingScopes, token.fromCache], [[name('Directory.Read.All')], fromCache]);
  }
  played.remove();
  later();
  assert.deepEqual((await caller.call('acquireToken', { body })).missingScopes, []);
  later();
});

test('F-39: a token of another type than Bearer is refused at once', async () => {
  const played = play(answer(200, { ...tokens, token_type: 'mac' }));
  const { code, facts } = await refused();
  assert.deepEqual([code, facts['reason'], played.played()], ['idp_bad_response', 'token_type', 1]);
  await heals(played);
});

test('F-40: an access token of 40 KB that nobody can read passes as it is', async () => {
  const large = 'x'.repeat(40_000);
  const played = play(answer(200, { ...tokens, access_token: large }), { tenant: customerA });
  assert.equal((await caller.call('acquireToken', { body: graph })).accessToken, large);
  await heals(played);
});
