import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { aClock, clientId, customer, errorOf, noon, partner } from '../../test/builders.ts';
import { clouds } from './clouds.ts';
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

function aReader(keyIssuer: string | undefined = template, at = noon) {
  const keys: SigningKeys = {
    find: async (kid) =>
      kid === 'k1' ? { key: publicKey, ...(keyIssuer && { issuer: keyIssuer }) } : undefined,
  };
  const reader = createIdTokenReader({ cloud: clouds.public, clientId, keys, clock: aClock(at) });
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
  const keys: SigningKeys = { find: () => Promise.reject(new ConsentryError('idp_unreachable')) };
  const reader = createIdTokenReader({ cloud: clouds.public, clientId, keys, clock: aClock() });
  const token = Secret.of(await aToken());
  assert.equal((await errorOf(() => reader.read(token, { nonce: () => true }))).code, 'idp_unreachable');
});
