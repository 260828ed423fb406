import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { aClock, anAnswer, errorOf } from '../../test/builders.ts';
import { type Fetch, type IncomingAnswer, TransportError } from '../ports.ts';
import { clouds } from './clouds.ts';
import { type Dialect, standardDialect } from './dialect.ts';
import { createSigningKeys } from './signing-keys.ts';

const hour = 3_600_000;
const issuer = clouds.public.issuers.v2;
const jwksUri = 'https://login.microsoftonline.com/common/discovery/v2.0/keys';
const { n, e } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });

function aKey(kid: string, more: object = {}) {
  return { kty: 'RSA', use: 'sig', kid, n, e, issuer, ...more };
}

const v1: Dialect = { endpoints: 'v1', responseType: 'code id_token' };

/** An identity provider whose documents the test may change while it runs. */
function aProvider(dialect: Dialect = standardDialect) {
  const provider = {
    metadata: { issuer, jwks_uri: jwksUri } as object,
    keys: [aKey('one')] as unknown,
    failure: undefined as Error | IncomingAnswer | undefined,
    asked: [] as string[],
  };
  const clock = aClock();
  const fetch: Fetch = async ({ url }) => {
    provider.asked.push(url);
    if (provider.failure instanceof Error) throw provider.failure;
    if (provider.failure) return provider.failure;
    return anAnswer(url === jwksUri ? { keys: provider.keys } : provider.metadata);
  };
  return {
    provider,
    clock,
    keys: createSigningKeys({ cloud: clouds.public, fetch, clock, dialect }),
  };
}

const down = new TransportError('connect', { mayHaveArrived: false, message: 'down' });

test('keys are found through the tenant-independent metadata, with the issuer that they sign for', async () => {
  const { provider, keys } = aProvider();
  const found = await keys.find('one');
  assert.equal(found?.key.type, 'public');
  assert.equal(found?.issuer, issuer);
  assert.deepEqual(provider.asked, [
    'https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration',
    jwksUri,
  ]);
});

test('keys of v1 are found through the metadata of v1, whose issuer must be that of v1', async () => {
  const { provider, clock, keys } = aProvider(v1);
  const { issuer: _, ...withoutIssuer } = aKey('one');
  provider.keys = [withoutIssuer];
  assert.equal((await errorOf(() => keys.find('one'))).code, 'discovery_rejected');
  provider.metadata = { issuer: clouds.public.issuers.v1, jwks_uri: jwksUri };
  clock.at += 10_000;
  const found = await keys.find('one');
  assert.equal(found?.key.type, 'public');
  assert.equal(found?.issuer, undefined);
  assert.equal(
    provider.asked[0],
    'https://login.microsoftonline.com/common/.well-known/openid-configuration',
  );
});

test('many who ask at the same time cost one fetch', async () => {
  const { provider, keys } = aProvider();
  await Promise.all(Array.from({ length: 50 }, () => keys.find('one')));
  assert.equal(provider.asked.length, 2);
});

test('a key that was added is found by one more fetch', async () => {
  const { provider, clock, keys } = aProvider();
  await keys.find('one');
  provider.keys = [aKey('one'), aKey('two')];
  clock.at += 1_000;
  assert.ok(await keys.find('two'));
  assert.equal(provider.asked.length, 4);
});

test('made-up ids cost one fetch in five minutes', async () => {
  const { provider, clock, keys } = aProvider();
  await keys.find('one');
  for (let i = 0; i < 20; i += 1) assert.equal(await keys.find(`made-up-${i}`), undefined);
  assert.equal(provider.asked.length, 4);
  clock.at += 300_000;
  assert.equal(await keys.find('made-up'), undefined);
  assert.equal(provider.asked.length, 6);
});

test('an unknown id at the very first fetch costs no second one', async () => {
  const { provider, keys } = aProvider();
  assert.equal(await keys.find('made-up'), undefined);
  assert.equal(provider.asked.length, 2);
});

test('keys are fetched anew well within a day, and a withdrawn one is gone', async () => {
  const { provider, clock, keys } = aProvider();
  await keys.find('one');
  provider.keys = [aKey('two')];
  clock.at += 12 * hour;
  await keys.refresh();
  assert.equal(provider.asked.length, 4);
  assert.equal(await keys.find('one'), undefined);
});

test('the last good keys serve for a day while the provider is down, which is asked every ten seconds', async () => {
  const { provider, clock, keys } = aProvider();
  await keys.find('one');
  provider.failure = down;
  clock.at += 13 * hour;
  assert.ok(await keys.find('one'));
  assert.ok(await keys.find('one'));
  await keys.refresh();
  assert.equal(provider.asked.length, 3);
  clock.at += 10_000;
  assert.ok(await keys.find('one'));
  await keys.refresh();
  assert.equal(provider.asked.length, 4);
  clock.at += 11 * hour;
  assert.equal((await errorOf(() => keys.find('one'))).code, 'idp_unreachable');
  provider.failure = undefined;
  clock.at += 10_000;
  assert.ok(await keys.find('one'));
});

test('an unknown id is not called wrong while the provider is down', async () => {
  const { provider, keys } = aProvider();
  await keys.find('one');
  provider.failure = down;
  for (let i = 0; i < 3; i += 1) {
    assert.equal((await errorOf(() => keys.find('two'))).code, 'idp_unreachable');
  }
  assert.equal(provider.asked.length, 3);
  assert.ok(await keys.find('one'));
});

test('without any keys the error of the provider is told, and whoever waits as long as it says asks again', async () => {
  const cases: readonly [Error | IncomingAnswer, string][] = [
    [down, 'idp_unreachable'],
    [anAnswer('', { status: 503 }), 'idp_unavailable'],
    [anAnswer('', { status: 429 }), 'idp_throttled'],
    [anAnswer('', { status: 302 }), 'idp_redirect'],
    [anAnswer('<html>'), 'idp_bad_response'],
    [anAnswer('{}', { status: 404 }), 'idp_bad_response'],
    [anAnswer(Buffer.alloc(1_048_577, 0x20)), 'idp_too_large'],
  ];
  for (const [failure, code] of cases) {
    const { provider, clock, keys } = aProvider();
    provider.failure = failure;
    const error = await errorOf(() => keys.find('one'));
    assert.equal(error.code, code);
    provider.failure = undefined;
    clock.at += error.retryAfterMs ?? 0;
    assert.ok(await keys.find('one'));
  }
});

test('metadata of another issuer or with keys elsewhere are refused, and the last good keys kept', async () => {
  const cases: readonly [object, string][] = [
    [{ issuer: 'https://evil.example/{tenantid}/v2.0', jwks_uri: jwksUri }, 'issuer'],
    [{ issuer: clouds.china.issuers.v2, jwks_uri: jwksUri }, 'issuer'],
    [{ jwks_uri: jwksUri }, 'issuer'],
    [{ issuer, jwks_uri: 'https://evil.example/keys' }, 'jwks_uri'],
    [{ issuer, jwks_uri: 'http://login.microsoftonline.com/keys' }, 'jwks_uri'],
    [{ issuer, jwks_uri: 'https://login.microsoftonline.com@evil.example/keys' }, 'jwks_uri'],
    [{ issuer }, 'jwks_uri'],
  ];
  for (const [metadata, reason] of cases) {
    const { provider, clock, keys } = aProvider();
    await keys.find('one');
    provider.metadata = metadata;
    clock.at += 13 * hour;
    assert.ok(await keys.find('one'));
    const error = await errorOf(() => keys.find('two'));
    assert.equal(error.code, 'discovery_rejected');
    assert.equal(error.facts['reason'], reason);
    assert.ok(provider.asked.every((url) => url.startsWith('https://login.microsoftonline.com/')));
  }
});

test('the placeholder of the issuer may be written in any case', async () => {
  const { provider, keys } = aProvider();
  provider.metadata = { issuer: 'https://login.microsoftonline.com/{tenantId}/v2.0', jwks_uri: jwksUri };
  assert.ok(await keys.find('one'));
});

test('only RSA keys for RS256 signatures, of 2048 bits and with an id, count', async () => {
  const { provider, keys } = aProvider();
  provider.keys = [
    aKey('one'),
    { kty: 'oct', kid: 'oct', k: 'c2VjcmV0' },
    { kty: 'EC', kid: 'ec', crv: 'P-256', x: 'x', y: 'y' },
    aKey('encryption', { use: 'enc' }),
    aKey('ps256', { alg: 'PS256' }),
    aKey('weak', { n: weak.n }),
    aKey('broken', { n: 5 }),
    aKey(''),
    'junk',
    null,
  ];
  assert.ok(await keys.find('one'));
  for (const kid of ['oct', 'ec', 'encryption', 'ps256', 'weak', 'broken', '', 'constructor', '__proto__']) {
    assert.equal(await keys.find(kid), undefined, kid);
  }
});

test('an id that stands for two keys stands for none; the same key twice is one', async () => {
  const { provider, keys } = aProvider();
  provider.keys = [aKey('one'), aKey('one'), aKey('two'), aKey('two', { n: other.n })];
  assert.ok(await keys.find('one'));
  assert.equal(await keys.find('two'), undefined);
});

test('a key set without usable keys or with too many is refused, and the last good one kept', async () => {
  const cases: readonly [unknown, string][] = [
    [[], 'no_usable_key'],
    ['junk', 'keys_missing'],
    [Array.from({ length: 101 }, (_, i) => aKey(`k${i}`)), 'too_many_keys'],
  ];
  for (const [set, reason] of cases) {
    const { provider, keys } = aProvider();
    await keys.find('one');
    provider.keys = set;
    const error = await errorOf(() => keys.find('two'));
    assert.deepEqual([error.code, error.facts['reason']], ['discovery_rejected', reason]);
    assert.ok(await keys.find('one'));
  }
});
