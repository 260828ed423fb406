import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import {
  type Algorithm,
  anIssuer,
  anIssuerKey,
  type Claims,
  encode,
  type IssuerKey,
  jwkOf,
  signToken,
} from '../../test/an-issuer.ts';
import { aClock, noon } from '../../test/builders.ts';
import { Secret } from '../secret.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import { createWorkloadTokenReader } from './workload-token-reader.ts';

const url = 'https://tokens.platform.example';
const audience = 'https://broker.contoso.example';
const ours = anIssuerKey('k1');
const theirs = anIssuerKey('k1');
const seconds = noon / 1000;
const good = {
  iss: url,
  aud: audience,
  sub: 'repo:contoso/reports:environment:production',
  iat: seconds,
  nbf: seconds,
  exp: seconds + 600,
};

interface ReaderOptions {
  readonly at?: number;
  readonly issuerUrl?: string;
  readonly keys?: readonly IssuerKey[];
  readonly trusted?: Partial<TrustedIssuer>;
}

function aReader({ at = noon, issuerUrl = url, keys = [ours], trusted = {} }: ReaderOptions = {}) {
  const issuer = anIssuer(issuerUrl, ...keys);
  const clock = aClock(at);
  const reader = createWorkloadTokenReader({
    issuers: [{ issuer: issuerUrl, audience, ...trusted }],
    fetch: issuer.fetch,
    clock,
  });
  /** The subject of a token that holds, or why it does not. */
  const read = async (token: string): Promise<unknown> => {
    const reading = await reader.read(Secret.of(token));
    return reading.ok ? reading.value.claims['sub'] : reading.reason;
  };
  return { issuer, clock, read };
}

const aToken = (claims: Claims = {}, header: Claims = {}): string =>
  signToken(ours, { ...good, ...claims }, header);

test('reads a token that holds', async () => {
  const { read, issuer } = aReader();
  assert.equal(await read(aToken()), good.sub);
  assert.deepEqual(issuer.asked, [`${url}/.well-known/openid-configuration`, `${url}/keys`]);
  // A list of one, and no type, as Kubernetes writes them; claims that are of no concern here.
  assert.equal(
    await read(aToken({ aud: [audience], 'kubernetes.io': { namespace: 'a' } }, { typ: undefined })),
    good.sub,
  );
  assert.equal(await read(aToken({ nbf: undefined })), good.sub);
});

for (const algorithm of ['ES256', 'ES384', 'ES512'] satisfies Algorithm[]) {
  test(`reads a token that is signed with ${algorithm}`, async () => {
    const key = anIssuerKey('ec', algorithm);
    const { read } = aReader({ keys: [ours, key] });
    assert.equal(await read(signToken(key, good)), good.sub);
    assert.equal(await read(aToken()), good.sub);
    assert.equal(await read(signToken(anIssuerKey('ec', algorithm), good)), 'signature');
  });
}

const unsigned = (header: Claims): string => `${encode(header)}.${encode(good)}`;
const hmac = (header: Claims): string => {
  const input = unsigned(header);
  const key = ours.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
};
const attacker = anIssuerKey('k1');
const ec = anIssuerKey('k1', 'ES256');

/** What an attacker may try, or a careless platform, and the reason that the log gives. */
const forgeries: Readonly<Record<string, readonly [token: string, reason: string]>> = {
  'alg none, without a signature': [`${unsigned({ alg: 'none', kid: 'k1' })}.`, 'algorithm'],
  'alg None, with a signature': [aToken({}, { alg: 'None' }), 'algorithm'],
  'no alg': [aToken({}, { alg: undefined }), 'algorithm'],
  'an alg that is a list': [aToken({}, { alg: ['RS256'] }), 'algorithm'],
  'an HMAC under the public key': [hmac({ alg: 'HS256', kid: 'k1' }), 'algorithm'],
  'an HMAC that says RS256': [hmac({ alg: 'RS256', kid: 'k1' }), 'signature'],
  'another algorithm of RSA': [aToken({}, { alg: 'PS256' }), 'algorithm'],
  'an algorithm of another kind of key': [signToken(ec, good), 'algorithm'],
  'a signature of somebody else': [signToken(theirs, good), 'signature'],
  'claims that were changed after signing': [
    aToken().replace(/\.[^.]+\./, `.${encode({ ...good, sub: 'repo:contoso/other' })}.`),
    'signature',
  ],
  'a signature that was cut': [aToken().slice(0, -4), 'signature'],
  'no signature': [aToken().replace(/[^.]+$/, ''), 'signature'],
  'a key that it brings along': [signToken(attacker, good, { jwk: jwkOf(attacker) }), 'embedded_key'],
  'the address of its key': [signToken(attacker, good, { jku: 'https://evil.example/keys' }), 'embedded_key'],
  'the address of its certificate': [aToken({}, { x5u: 'https://evil.example/cert' }), 'embedded_key'],
  'an extension that nobody knows': [aToken({}, { crit: ['b64'], b64: false }), 'malformed'],
  'a key id that is not published': [aToken({}, { kid: 'k2' }), 'unknown_key'],
  'a key id that is a path': [aToken({}, { kid: '../../../../dev/null' }), 'unknown_key'],
  'a key id that is an address': [aToken({}, { kid: 'https://evil.example/keys' }), 'unknown_key'],
  'a key id that objects have': [aToken({}, { kid: '__proto__' }), 'unknown_key'],
  'a key id that is a number': [aToken({}, { kid: 1 }), 'unknown_key'],
  'no key id': [aToken({}, { kid: undefined }), 'unknown_key'],
  'another issuer': [aToken({ iss: 'https://evil.example' }), 'issuer'],
  'an issuer with one more slash': [aToken({ iss: `${url}/` }), 'issuer'],
  'an issuer in capitals': [aToken({ iss: 'https://TOKENS.platform.example' }), 'issuer'],
  'an issuer beneath ours': [aToken({ iss: `${url}/other` }), 'issuer'],
  'an issuer with a user name': [aToken({ iss: 'https://tokens.platform.example@evil.example' }), 'issuer'],
  'an issuer that is a list': [aToken({ iss: [url] }), 'issuer'],
  'no issuer': [aToken({ iss: undefined }), 'issuer'],
  'another audience': [aToken({ aud: 'https://vault.contoso.example' }), 'audience'],
  'an audience that begins like ours': [aToken({ aud: `${audience}.evil.example` }), 'audience'],
  'an audience among others': [aToken({ aud: [audience, 'https://vault.contoso.example'] }), 'audience'],
  'an empty list of audiences': [aToken({ aud: [] }), 'audience'],
  'no audience': [aToken({ aud: undefined }), 'audience'],
  'an end that has passed': [
    aToken({ iat: seconds - 900, nbf: seconds - 900, exp: seconds - 300 }),
    'expired',
  ],
  'no end': [aToken({ exp: undefined }), 'malformed'],
  'an end that is a text': [aToken({ exp: String(seconds + 600) }), 'malformed'],
  'an end that is no number': [aToken({ exp: null }), 'malformed'],
  'no instant of issue': [aToken({ iat: undefined }), 'malformed'],
  'a beginning that is a text': [aToken({ nbf: 'now' }), 'malformed'],
  'an instant of issue to come': [aToken({ iat: seconds + 301 }), 'not_yet_valid'],
  'a beginning to come': [aToken({ nbf: seconds + 301 }), 'not_yet_valid'],
  'a life of a year': [aToken({ exp: seconds + 365 * 86_400 }), 'lives_too_long'],
  'an issue so long ago that nothing is too long': [aToken({ iat: -1e300, nbf: 0 }), 'lives_too_long'],
  'claims without end': [aToken({ padding: 'x'.repeat(8192) }), 'malformed'],
  'one part': ['eyJhbGciOiJSUzI1NiJ9', 'malformed'],
  'five parts, encrypted': [`${aToken()}.a.b`, 'malformed'],
  'parts that are empty': ['..', 'malformed'],
  'a payload that is a list': [`${encode({ alg: 'RS256', kid: 'k1' })}.${encode([good])}.c2ln`, 'malformed'],
  'a payload that is no JSON': [`${encode({ alg: 'RS256', kid: 'k1' })}.${encode('{')}.c2ln`, 'malformed'],
  'a header that is no JSON': [`${encode('{')}.${encode(good)}.c2ln`, 'malformed'],
  'another kind of token': [aToken({}, { typ: 'secevent+jwt' }), 'malformed'],
};

for (const [what, [token, reason]] of Object.entries(forgeries)) {
  test(`refuses a token with ${what}`, async () => {
    const { read } = aReader();
    assert.equal(await read(token), reason);
  });
}

test('a token that says the same name twice is read as it was signed', async () => {
  const { read } = aReader();
  const text = JSON.stringify(good).replace('{', '{"iss":"https://evil.example","sub":"nobody",');
  const head = encode({ alg: 'RS256', kid: 'k1' });
  // Nobody but the issuer can make one; the last one counts, before the signature is checked and after.
  assert.equal(await read(`${head}.${encode(text)}.c2ln`), 'signature');
  const other = JSON.stringify(good).replace(/}$/, ',"iss":"https://evil.example"}');
  assert.equal(await read(`${head}.${encode(other)}.c2ln`), 'issuer');
});

test('a token that is refused anyhow has nobody asked', async () => {
  const { read, issuer } = aReader();
  for (const claims of [{ iss: 'https://evil.example' }, { aud: 'x' }, { exp: 1 }, { exp: 1e12 }]) {
    await read(aToken(claims));
  }
  await read(`${unsigned({ alg: 'none', kid: 'k1' })}.`);
  assert.deepEqual(issuer.asked, []);
});

test('clocks may differ by five minutes, and a token of Entra may live for a day', async () => {
  const token = aToken({ exp: seconds + 60 });
  for (const [differenceMs, outcome] of [
    [-300_000, good.sub],
    [-301_000, 'not_yet_valid'],
    [359_000, good.sub],
    [360_000, 'expired'],
  ] as const) {
    const { read } = aReader({ at: noon + differenceMs });
    assert.equal(await read(token), outcome, String(differenceMs));
  }
  const { read } = aReader();
  assert.equal(await read(aToken({ iat: seconds - 300, exp: seconds + 86_400 })), good.sub);
});

test('an issuer vouches for its own tokens alone', async () => {
  const [one, other] = [anIssuer(url, ours), anIssuer('https://other.platform.example', theirs)];
  const reader = createWorkloadTokenReader({
    issuers: [one, other].map((issuer) => ({ issuer: issuer.url, audience })),
    fetch: (request) => (request.url.startsWith(url) ? one : other).fetch(request),
    clock: aClock(),
  });
  const reasonOf = async (token: string): Promise<unknown> => {
    const reading = await reader.read(Secret.of(token));
    return reading.ok ? reading.value.issuer : reading.reason;
  };
  assert.equal(await reasonOf(signToken(theirs, { ...good, iss: other.url })), other.url);
  // Both have a key of this id.
  assert.equal(await reasonOf(signToken(theirs, good)), 'signature');
  assert.equal(await reasonOf(signToken(ours, { ...good, iss: other.url })), 'signature');
});

const tenant = '11111111-1111-4111-8111-111111111111';
const otherTenant = '22222222-2222-4222-8222-222222222222';
const entra = (id: string): string => `https://login.microsoftonline.com/${id}/v2.0`;

test('a token of Entra holds for the one tenant that is named, though all tenants share their keys', async () => {
  const { read, issuer } = aReader({ issuerUrl: entra(tenant) });
  issuer.keys = [{ ...jwkOf(ours), issuer: entra('{tenantid}') }];
  assert.equal(await read(aToken({ iss: entra(tenant), tid: tenant })), good.sub);
  assert.equal(await read(aToken({ iss: entra(otherTenant), tid: otherTenant })), 'issuer');
  assert.equal(await read(aToken({ iss: entra('{tenantid}'), tid: tenant })), 'issuer');
  assert.equal(issuer.asked[0], `${entra(tenant)}/.well-known/openid-configuration`);
});

test('a key that is bound to a template signs for nobody where that stands twice, or leaves no room for a tenant', async () => {
  const twice = `https://login.microsoftonline.com/${tenant}/${tenant}`;
  for (const [issuerUrl, bound] of [
    [twice, 'https://login.microsoftonline.com/{tenantid}/{tenantid}'],
    [twice, `https://login.microsoftonline.com/${tenant}/{tenantid}/{tenantid}`],
    ['https://a.example', 'https://a.example{tenantid}.example'],
    ['https://a.example', 'https://a.example{tenantid}https://a.example'],
    ['https://a.example', 'https://a.exampl{tenantid}ple'],
    ['https://a.example', 'https://a.example{tenantid}'],
  ] as const) {
    const { read, issuer } = aReader({ issuerUrl });
    issuer.keys = [{ ...jwkOf(ours), issuer: bound }];
    assert.equal(await read(aToken({ iss: issuerUrl })), 'key_issuer', bound);
  }
  const { read, issuer } = aReader({ issuerUrl: twice });
  issuer.keys = [{ ...jwkOf(ours), issuer: `https://login.microsoftonline.com/${tenant}/{tenantid}` }];
  assert.equal(await read(aToken({ iss: twice })), good.sub);
});

test('a key of Entra that is bound to another tenant signs for nobody here', async () => {
  for (const bound of [
    entra(otherTenant),
    `https://login.microsoftonline.us/{tenantid}/v2.0`,
    'https://login.microsoftonline.com/{tenantid}',
    '{tenantid}{tenantid}',
    '{tenantid}',
  ]) {
    const { read, issuer } = aReader({ issuerUrl: entra(tenant) });
    issuer.keys = [{ ...jwkOf(ours), issuer: bound }];
    assert.equal(await read(aToken({ iss: entra(tenant) })), 'key_issuer', bound);
  }
});
