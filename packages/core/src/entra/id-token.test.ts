import assert from 'node:assert/strict';
import { createHash, createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { aClock, clientId, customer, errorOf, noon, partner } from '../../test/builders.ts';
import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { clouds } from './clouds.ts';
import { type Dialect, standardDialect } from './dialect.ts';
import { createIdTokenReader, type IdTokenReason } from './id-token.ts';
import type { SigningKeys } from './signing-keys.ts';

const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = await crypto.subtle.importKey(
  'jwk',
  ours.publicKey.export({ format: 'jwk' }),
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  true,
  ['verify'],
);
const template = clouds.public.issuers.v2;
const consumerTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
const objectId = '44444444-4444-4444-8444-444444444444';
const seconds = noon / 1000;
const goodClaims = {
  iss: template.replace('{tenantid}', partner),
  tid: partner,
  aud: clientId,
  nonce: 'the-nonce',
  iat: seconds,
  nbf: seconds - 300,
  exp: seconds + 3600,
  oid: objectId,
  sub: 'a-pairwise-subject',
  preferred_username: 'admin@contoso.example',
  name: 'Ada Admin',
  ver: '2.0',
};

interface Forgery {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly signedBy?: KeyObject;
}

function aToken({ claims = {}, header = {}, signedBy = ours.privateKey }: Forgery = {}): Promise<string> {
  return new SignJWT({ ...goodClaims, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'k1', ...header })
    .sign(signedBy);
}

const theCode = Secret.of('0.the-code');
/** OpenID Connect Core 3.3.2.11, by hand. */
const theCodeHash = createHash('sha256').update('0.the-code').digest().subarray(0, 16).toString('base64url');

const hybrid: Dialect = { endpoints: 'v2', responseType: 'code id_token' };
const v1: Dialect = { endpoints: 'v1', responseType: 'code id_token' };

/** A reader for the hybrid flow: the id_token came with `theCode`. */
function aHybridReader(dialect: Dialect = hybrid) {
  const keys: Pick<SigningKeys, 'find'> = {
    find: async (kid) => (kid === 'k1' ? { key: publicKey, algorithm: 'RS256' } : undefined),
  };
  return createIdTokenReader({ cloud: clouds.public, clientId, keys, clock: aClock(), dialect });
}

const v1Claims = {
  iss: `https://sts.windows.net/${partner}/`,
  preferred_username: undefined,
  upn: 'service@contoso.example',
  ver: '1.0',
};
const expected = { nonce: (text: string): boolean => text === 'the-nonce' };

function aReader(keyIssuer: string | undefined = template, at = noon) {
  const keys: Pick<SigningKeys, 'find'> = {
    find: async (kid) =>
      kid === 'k1'
        ? { key: publicKey, algorithm: 'RS256', ...(keyIssuer && { issuer: keyIssuer }) }
        : undefined,
  };
  const reader = createIdTokenReader({
    cloud: clouds.public,
    clientId,
    keys,
    clock: aClock(at),
    dialect: standardDialect,
  });
  return (token: string) => reader.read(Secret.of(token), { nonce: (nonce) => nonce === 'the-nonce' });
}

async function assertRefused(
  token: string,
  reason: IdTokenReason,
  read = aReader(),
): Promise<ConsentryError> {
  const error = await errorOf(() => read(token));
  assert.deepEqual([error.code, error.facts['reason']], ['id_token_invalid', reason]);
  return error;
}

function unsigned(header: object, claims: object = goodClaims): string {
  return `${encode(header)}.${encode(claims)}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

test('a token that holds tells who signed in', async () => {
  assert.deepEqual(await aReader()(await aToken({ claims: { amr: ['pwd', 'mfa'] } })), {
    tenantId: partner,
    objectId,
    issuer: goodClaims.iss,
    subject: 'a-pairwise-subject',
    username: 'admin@contoso.example',
    displayName: 'Ada Admin',
    amr: ['pwd', 'mfa'],
    issuedAt: noon,
    expiresAt: noon + 3_600_000,
  });
});

test('names are optional and cannot forge a line or turn the text round', async () => {
  const claims = { preferred_username: 7, name: 'Ada\r\n\u202eADMIN\u0000' };
  const { username, displayName, amr } = await aReader()(await aToken({ claims }));
  assert.deepEqual([username, displayName, amr], [undefined, 'AdaADMIN', undefined]);
});

test('alg none is refused before any claim is looked at', async () => {
  for (const alg of ['none', 'None', 'NONE', undefined, 5]) {
    await assertRefused(`${unsigned({ alg, typ: 'JWT', kid: 'k1' })}.`, 'algorithm');
  }
});

test('an HMAC with the public key is refused', async () => {
  const input = unsigned({ alg: 'HS256', kid: 'k1' });
  const pem = ours.publicKey.export({ type: 'spki', format: 'pem' });
  await assertRefused(`${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`, 'algorithm');
});

test('only RS256 counts, though the key could do more', async () => {
  for (const alg of ['PS256', 'RS384', 'RS512'])
    await assertRefused(await aToken({ header: { alg } }), 'algorithm');
});

test('a key that the token brings or points to is refused', async () => {
  const jwk = theirs.publicKey.export({ format: 'jwk' });
  for (const header of [
    { jwk },
    { jku: 'https://evil.example' },
    { x5u: 'https://evil.example' },
    { x5c: ['x'] },
  ]) {
    await assertRefused(await aToken({ header, signedBy: theirs.privateKey }), 'embedded_key');
  }
});

test('a token without a key id, or with an unknown one, is refused', async () => {
  await assertRefused(await aToken({ header: { kid: undefined } }), 'unknown_key');
  await assertRefused(await aToken({ header: { kid: 'k2' } }), 'unknown_key');
});

test('another signature or a changed claim is refused', async () => {
  await assertRefused(await aToken({ signedBy: theirs.privateKey }), 'signature');
  const [header, , signature] = (await aToken()).split('.');
  await assertRefused(`${header}.${encode({ ...goodClaims, oid: customer })}.${signature}`, 'signature');
  await assertRefused(`${header}.${encode(goodClaims)}.`, 'signature');
});

test('what is no id_token is refused', async () => {
  const header = encode({ alg: 'RS256', kid: 'k1' });
  for (const junk of ['', 'a.b', 'a.b.c', `${header}.e30`, `${header}.e30.x.y`, 'x'.repeat(40_000)]) {
    await assertRefused(junk, 'malformed');
  }
  await assertRefused(await aToken({ header: { typ: 'at+jwt' } }), 'malformed');
});

test('the issuer must be the cloud’s for the token’s own tenant', async () => {
  for (const iss of [
    template,
    template.replace('{tenantid}', customer),
    `https://sts.windows.net/${partner}/`,
    `https://login.microsoftonline.us/${partner}/v2.0`,
    `${goodClaims.iss}/`,
    undefined,
    7,
  ]) {
    await assertRefused(await aToken({ claims: { iss } }), 'issuer');
  }
});

test('the tenant must be a GUID, and not that of personal accounts', async () => {
  for (const tid of [undefined, 'contoso.com', '../x', consumerTenant, consumerTenant.toUpperCase()]) {
    const iss = template.replace('{tenantid}', String(tid));
    await assertRefused(await aToken({ claims: { tid, iss } }), 'tenant');
  }
});

test('a key of one issuer signs for no other', async () => {
  const token = await aToken();
  const consumers = template.replace('{tenantid}', consumerTenant);
  await assertRefused(token, 'key_issuer', aReader(consumers));
  await assertRefused(token, 'key_issuer', aReader(template.replace('{tenantid}', customer)));
  await assertRefused(token, 'key_issuer', aReader('https://login.microsoftonline.us/{tenantid}/v2.0'));
  assert.ok(await aReader(goodClaims.iss)(token));
  assert.ok(await aReader('https://login.microsoftonline.com/{tenantId}/v2.0')(token));
});

test('the audience must be this application alone', async () => {
  for (const aud of [undefined, customer, [], [clientId, customer], [customer], { [clientId]: true }]) {
    await assertRefused(await aToken({ claims: { aud } }), 'audience');
  }
  assert.ok(await aReader()(await aToken({ claims: { aud: [clientId] } })));
});

test('takes an id_token without a nonce only where the request had none', async () => {
  const reader = aHybridReader();
  const token = Secret.of(await aToken({ claims: { nonce: undefined } }));
  assert.equal((await reader.read(token, { nonce: undefined })).objectId, objectId);
  assert.equal((await errorOf(() => reader.read(token, expected))).code, 'id_token_invalid');
});

test('the nonce must be that of this sign-in', async () => {
  for (const nonce of [undefined, '', 'another', ['the-nonce'], null]) {
    await assertRefused(await aToken({ claims: { nonce } }), 'nonce');
  }
});

test('clocks may differ by five minutes', async () => {
  const token = await aToken({ claims: { exp: seconds + 60 } });
  for (const differenceMs of [-300_000, -90_000, 90_000, 359_000]) {
    assert.ok(await aReader(template, noon + differenceMs)(token));
  }
});

test('a token from the future or the past is refused, and the difference told', async () => {
  const token = await aToken({ claims: { exp: seconds + 60 } });
  const early = await assertRefused(token, 'not_yet_valid', aReader(template, noon - 600_000));
  assert.equal(early.facts['clockDifferenceMs'], 600_000);
  const late = await assertRefused(token, 'expired', aReader(template, noon + 600_000));
  assert.equal(late.facts['clockDifferenceMs'], -600_000);
  await assertRefused(await aToken({ claims: { nbf: seconds + 301 } }), 'not_yet_valid');
});

test('times that are missing or no numbers are refused', async () => {
  for (const claims of [{ exp: undefined }, { iat: undefined }]) {
    await assertRefused(await aToken({ claims }), 'malformed');
  }
  assert.ok(await aReader()(await aToken({ claims: { nbf: undefined } })));
});

test('the account must be named by its object id and subject', async () => {
  for (const claims of [{ oid: undefined }, { oid: 'admin' }, { sub: undefined }, { sub: 'x'.repeat(256) }]) {
    await assertRefused(await aToken({ claims }), 'subject');
  }
});

test('keys that cannot be looked up are told as such, not as a bad token', async () => {
  const keys: Pick<SigningKeys, 'find'> = {
    find: () => Promise.reject(new ConsentryError('idp_unreachable')),
  };
  const reader = createIdTokenReader({
    cloud: clouds.public,
    clientId,
    keys,
    clock: aClock(),
    dialect: standardDialect,
  });
  const token = Secret.of(await aToken());
  assert.equal((await errorOf(() => reader.read(token, { nonce: () => true }))).code, 'idp_unreachable');
});

test('an id_token that comes with a code must carry the hash of this code', async () => {
  const read = (token: string) => aHybridReader().read(Secret.of(token), { ...expected, code: theCode });
  assert.ok(await read(await aToken({ claims: { c_hash: theCodeHash } })));
  const whole = createHash('sha256').update('0.the-code').digest('base64url');
  for (const c_hash of [undefined, '', 'another', whole, `${theCodeHash}=`, [theCodeHash], 7]) {
    await assertRefused(await aToken({ claims: { c_hash } }), 'code_hash', read);
  }
});

test('an id_token of v1 has the issuer of v1, and names the account by its upn', async () => {
  const read = (token: string) => aHybridReader(v1).read(Secret.of(token), expected);
  const { issuer, username } = await read(await aToken({ claims: v1Claims }));
  assert.deepEqual([issuer, username], [v1Claims.iss, 'service@contoso.example']);
  await assertRefused(await aToken(), 'issuer', read);
  const elsewhere = { ...v1Claims, iss: `https://sts.windows.net/${customer}/` };
  await assertRefused(await aToken({ claims: elsewhere }), 'issuer', read);
  await assertRefused(`${unsigned({ alg: 'none' }, { ...goodClaims, ...v1Claims })}.`, 'algorithm', read);
});

test('a second id_token must hold, and name the account of the first', async () => {
  const reader = aHybridReader();
  const first = await reader.read(Secret.of(await aToken()), expected);
  const confirm = (token: string) => reader.confirm(Secret.of(token), first, expected);
  await assert.doesNotReject(confirm(await aToken()));
  for (const claims of [
    { oid: customer },
    { sub: 'another' },
    { tid: customer, iss: template.replace('{tenantid}', customer) },
  ]) {
    const error = await errorOf(async () => confirm(await aToken({ claims })));
    assert.deepEqual([error.code, error.facts['reason']], ['id_token_invalid', 'other_account']);
  }
  for (const [token, reason] of [
    [`${unsigned({ alg: 'none' })}.`, 'algorithm'],
    [await aToken({ signedBy: theirs.privateKey }), 'signature'],
  ] as const) {
    assert.equal((await errorOf(() => confirm(token))).facts['reason'], reason);
  }
});

test('a second id_token of v1 may be unsigned, and still must not speak of another account', async () => {
  const reader = aHybridReader(v1);
  const first = await reader.read(Secret.of(await aToken({ claims: v1Claims })), expected);
  const confirm = (token: string) => reader.confirm(Secret.of(token), first, expected);
  const claims = { ...goodClaims, ...v1Claims };
  await assert.doesNotReject(confirm(`${unsigned({ alg: 'none', typ: 'JWT' }, claims)}.`));
  await assert.doesNotReject(confirm(await aToken({ claims: v1Claims })));
  for (const change of [{ oid: customer }, { tid: customer }, { sub: 'x' }, { oid: undefined }]) {
    const token = `${unsigned({ alg: 'none' }, { ...claims, ...change })}.`;
    assert.equal((await errorOf(() => confirm(token))).facts['reason'], 'other_account');
  }
  // What is neither signed nor plainly unsigned is junk.
  const junk = `${unsigned({ alg: 'none' }, claims)}.c2ln`;
  assert.equal((await errorOf(() => confirm(junk))).facts['reason'], 'algorithm');
});
