import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { anIssuer, anIssuerKey, down, jwkOf } from '../../test/an-issuer.ts';
import { aClock, anAnswer, errorOf } from '../../test/builders.ts';
import { isConsentryError } from '../errors.ts';
import type { Fetch, IncomingAnswer } from '../ports.ts';
import { createIssuerKeys } from './issuer-keys.ts';

const url = 'https://tokens.platform.example';
const hour = 3_600_000;
const one = anIssuerKey('one');
const two = anIssuerKey('two', 'ES256');

function someKeys(issuerUrl = url) {
  const issuer = anIssuer(issuerUrl, one);
  const clock = aClock();
  const keys = createIssuerKeys({ issuer: issuerUrl, audience: 'x' }, { fetch: issuer.fetch, clock });
  return { issuer, clock, keys };
}

for (const [issuerUrl, discovery] of [
  ['https://a.example', 'https://a.example/.well-known/openid-configuration'],
  ['https://a.example/', 'https://a.example/.well-known/openid-configuration'],
  ['https://a.example/id/1', 'https://a.example/id/1/.well-known/openid-configuration'],
  ['https://a.example/id/1/', 'https://a.example/id/1/.well-known/openid-configuration'],
] as const) {
  test(`finds the keys of ${issuerUrl} by discovery`, async () => {
    const { keys, issuer } = someKeys(issuerUrl);
    assert.equal((await keys.find('one'))?.algorithm, 'RS256');
    assert.deepEqual(issuer.asked, [discovery, 'https://a.example/keys']);
  });
}

test('keys that are elsewhere are found where the configuration says, without discovery', async () => {
  const keysUrl = 'https://login.example/keys';
  const elsewhere = anIssuer('https://login.example', one);
  const trusted = { issuer: 'https://sts.example/tenant/', audience: 'x', keysUrl };
  const keys = createIssuerKeys(trusted, { fetch: elsewhere.fetch, clock: aClock() });
  assert.ok(await keys.find('one'));
  assert.deepEqual(elsewhere.asked, [keysUrl]);
});

test('metadata of another issuer, or with keys elsewhere, are refused, and nobody is asked there', async () => {
  const keysUrl = `${url}/keys`;
  const cases: readonly [object, string][] = [
    [{ issuer: 'https://evil.example', jwks_uri: keysUrl }, 'issuer'],
    [{ issuer: `${url}/`, jwks_uri: keysUrl }, 'issuer'],
    [{ jwks_uri: keysUrl }, 'issuer'],
    [{ issuer: url, jwks_uri: 'https://evil.example/keys' }, 'jwks_uri'],
    [{ issuer: url, jwks_uri: 'https://tokens.platform.example@evil.example/keys' }, 'jwks_uri'],
    [{ issuer: url, jwks_uri: 'https://tokens.platform.example.evil.example/keys' }, 'jwks_uri'],
    [{ issuer: url, jwks_uri: 'http://tokens.platform.example/keys' }, 'jwks_uri'],
    [{ issuer: url, jwks_uri: 'https://tokens.platform.example:8443/keys' }, 'jwks_uri'],
    [{ issuer: url, jwks_uri: 'https://169.254.169.254/metadata/identity/oauth2/token' }, 'jwks_uri'],
    [{ issuer: url, jwks_uri: 'file:///etc/passwd' }, 'jwks_uri'],
    [{ issuer: url, jwks_uri: '/keys' }, 'jwks_uri'],
    [{ issuer: url, jwks_uri: [keysUrl] }, 'jwks_uri'],
    [{ issuer: url }, 'jwks_uri'],
  ];
  for (const [metadata, detail] of cases) {
    const { keys, issuer } = someKeys();
    issuer.metadata = { ...metadata };
    const { code, facts, cause } = await errorOf(() => keys.find('one'));
    assert.equal(code, 'issuer_unavailable');
    assert.deepEqual(facts, { issuer: url, reason: 'discovery_rejected' }, 'no more is told to anybody');
    assert.ok(isConsentryError(cause, 'discovery_rejected'));
    assert.equal(cause.facts['reason'], detail);
    assert.deepEqual(issuer.asked, [`${url}/.well-known/openid-configuration`]);
  }
});

test('an issuer that does not answer as it should is told by name, with when to try again', async () => {
  const cases: readonly [Error | IncomingAnswer, string, number][] = [
    [down, 'idp_unreachable', 10_000],
    [anAnswer('', { status: 503 }), 'idp_unavailable', 10_000],
    [anAnswer('', { status: 429, headers: { 'retry-after': '120' } }), 'idp_throttled', 120_000],
    [anAnswer('', { status: 302, headers: { location: 'http://169.254.169.254/' } }), 'idp_redirect', 10_000],
    [anAnswer('{}', { status: 403 }), 'idp_bad_response', 10_000],
    [anAnswer('<html>'), 'idp_bad_response', 10_000],
    [anAnswer(Buffer.alloc(1_048_577, 0x20)), 'idp_too_large', 10_000],
  ];
  for (const [failure, reason, retryAfterMs] of cases) {
    const { keys, issuer } = someKeys();
    issuer.failure = failure;
    const error = await errorOf(() => keys.find('one'));
    assert.deepEqual([error.code, error.retryAfterMs], ['issuer_unavailable', retryAfterMs]);
    assert.deepEqual(error.facts, { issuer: url, reason }, 'no more is told to anybody');
    assert.ok(isConsentryError(error.cause) && error.cause.facts['url'] !== undefined);
    assert.equal(error.entry.status, 503);
  }
});

test('says how long to wait from when the answer failed to come, and then asks again', async () => {
  const clock = aClock();
  const issuer = anIssuer(url, one);
  const fetch: Fetch = async (request) => {
    if (issuer.failure === down) clock.at += 10_000;
    return issuer.fetch(request);
  };
  const keys = createIssuerKeys({ issuer: url, audience: 'x' }, { fetch, clock });
  const waitMs = async (): Promise<number> => (await errorOf(() => keys.find('one'))).retryAfterMs ?? 0;
  issuer.failure = down;
  assert.equal(await waitMs(), 10_000);
  clock.at += 4000;
  assert.equal(await waitMs(), 6000);
  issuer.failure = undefined;
  clock.at += 6000;
  assert.ok(await keys.find('one'));
});

test('a look-up that failed stands no longer than it says', async () => {
  const { keys, issuer, clock } = someKeys();
  await keys.find('one');
  issuer.keys = [jwkOf(one), jwkOf(two)];
  issuer.failure = down;
  const { code, retryAfterMs = 0 } = await errorOf(() => keys.find('two'));
  assert.deepEqual([code, retryAfterMs], ['issuer_unavailable', 10_000]);
  issuer.failure = undefined;
  clock.at += retryAfterMs - 1;
  assert.equal((await errorOf(() => keys.find('two'))).retryAfterMs, 1);
  clock.at += 1;
  assert.ok(await keys.find('two'));
});

test('while there are no keys it is asked every ten seconds at most, however many tokens come', async () => {
  const { keys, issuer, clock } = someKeys();
  issuer.failure = down;
  for (let turn = 0; turn < 20; turn++) {
    assert.equal((await errorOf(() => keys.find(`made-up-${turn}`))).code, 'issuer_unavailable');
  }
  assert.equal(issuer.asked.length, 1);
  issuer.failure = undefined;
  clock.at += 9_999;
  assert.equal((await errorOf(() => keys.find('one'))).code, 'issuer_unavailable');
  clock.at += 1;
  assert.ok(await keys.find('one'));
});

test('many who ask at once cost one fetch', async () => {
  const { keys, issuer } = someKeys();
  await Promise.all(Array.from({ length: 50 }, (_, turn) => keys.find(turn % 2 === 0 ? 'one' : `x${turn}`)));
  assert.equal(issuer.asked.length, 2);
});

test('made-up ids cost one fetch in half a minute, and keep a new key out no longer', async () => {
  const { keys, issuer, clock } = someKeys();
  await keys.find('one');
  for (let turn = 0; turn < 100; turn++) assert.equal(await keys.find(`made-up-${turn}`), undefined);
  assert.equal(issuer.asked.length, 4);
  issuer.keys = [jwkOf(one), jwkOf(two)];
  assert.equal(await keys.find('two'), undefined, 'it was asked a moment ago');
  clock.at += 30_000;
  assert.equal((await keys.find('two'))?.algorithm, 'ES256');
  assert.equal(issuer.asked.length, 6);
});

test('a key that was withdrawn is gone once half a day has passed and somebody asked', async () => {
  const { keys, issuer, clock } = someKeys();
  await keys.find('one');
  issuer.keys = [jwkOf(two)];
  clock.at += 12 * hour;
  assert.ok(await keys.find('one'), 'this one has it looked for');
  assert.ok(await keys.find('two'));
  assert.equal(await keys.find('one'), undefined);
  assert.equal(issuer.asked.length, 4);
});

test('an issuer that hangs keeps no token waiting whose key is at hand', async () => {
  const issuer = anIssuer(url, one);
  const clock = aClock();
  const answered = Promise.withResolvers<undefined>();
  let hangs = false;
  const fetch: Fetch = async (request) => {
    if (hangs) await answered.promise;
    return issuer.fetch(request);
  };
  const keys = createIssuerKeys({ issuer: url, audience: 'x' }, { fetch, clock });
  await keys.find('one');
  issuer.keys = [jwkOf(two)];
  hangs = true;
  clock.at += 12 * hour;
  assert.ok(await keys.find('one'));
  assert.ok(await keys.find('one'));
  const unknown = keys.find('two');
  answered.resolve(undefined);
  assert.equal((await unknown)?.algorithm, 'ES256', 'an unknown one waits for the answer');
  assert.equal(issuer.asked.length, 4);
});

test('a renewal that nobody waits for may fail', async () => {
  const { keys, issuer, clock } = someKeys();
  await keys.find('one');
  clock.at += 12 * hour;
  for (const failure of [down, new Error('unforeseen')]) {
    issuer.failure = failure;
    assert.ok(await keys.find('one'));
    // The runner fails a test during which a rejection was handled by nobody.
    await setImmediate();
    clock.at += hour;
  }
  assert.equal(issuer.asked.length, 4);
});

test('the last good keys serve for a day while the issuer is down; what is unknown is not called wrong', async () => {
  const { keys, issuer, clock } = someKeys();
  await keys.find('one');
  issuer.failure = down;
  assert.equal((await errorOf(() => keys.find('two'))).code, 'issuer_unavailable');
  clock.at += 23 * hour;
  assert.ok(await keys.find('one'));
  clock.at += hour;
  assert.equal((await errorOf(() => keys.find('one'))).code, 'issuer_unavailable');
});

test('an id that stands for two keys stands for none, and a weak key counts for nothing', async () => {
  const { keys, issuer } = someKeys();
  const other = anIssuerKey('two', 'ES256');
  issuer.keys = [
    jwkOf(one),
    jwkOf(two),
    jwkOf(other),
    { ...jwkOf(two), kid: 'bare', alg: undefined, use: undefined },
    { ...jwkOf(two), kid: 'for encryption', use: 'enc' },
    { ...jwkOf(two), kid: 'another alg', alg: 'RS256' },
    { ...jwkOf(two), kid: 'another curve', crv: 'secp256k1', alg: undefined },
    { ...jwkOf(two), kid: 'not on the curve', x: jwkOf(other)['x'] },
    { ...jwkOf(one), kid: 'an alg of HMAC', alg: 'HS256' },
    { kty: 'oct', kid: 'a shared secret', k: 'c2VjcmV0', alg: 'HS256' },
    { ...jwkOf(one), kid: 'a small one', n: 'AQAB' },
  ];
  assert.ok(await keys.find('one'));
  assert.equal((await keys.find('bare'))?.algorithm, 'ES256');
  for (const kid of issuer.keys.map((jwk) => String((jwk as { kid: unknown }).kid))) {
    if (kid !== 'one' && kid !== 'bare') assert.equal(await keys.find(kid), undefined, kid);
  }
});
