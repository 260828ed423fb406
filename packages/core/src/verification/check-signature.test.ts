import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { aJwt, graphClaims } from '../../test/a-jwt.ts';
import { clientId, customer, noon, partner } from '../../test/builders.ts';
import { clouds } from '../entra/clouds.ts';
import type { EndpointVersion } from '../entra/endpoints.ts';
import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { checkSignature } from './check-signature.ts';

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
const goodClaims = {
  iss: template.replace('{tenantid}', partner),
  tid: partner,
  aud: clientId,
  ver: '2.0',
  exp: noon / 1000 + 3600,
};

async function sign(claims: object, { header = {}, key = ours.privateKey }: Signing = {}) {
  return Secret.of(
    await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'key-1', ...header }).sign(key),
  );
}

interface Signing {
  readonly header?: object;
  readonly key?: KeyObject;
}

/** Checks a token; the cloud has one key, `key-1`, for the issuer that is named. */
async function check(
  token: Secret<string>,
  {
    ownAudiences = [clientId],
    issuer = template,
  }: { ownAudiences?: readonly string[]; issuer?: string } = {},
) {
  const asked: EndpointVersion[] = [];
  const found = await checkSignature({
    token,
    cloud: clouds.public,
    ownAudiences,
    keysOf: (generation) => {
      asked.push(generation);
      return {
        find: async (kid) => (kid === 'key-1' ? { key: publicKey, algorithm: 'RS256', issuer } : undefined),
      };
    },
  });
  return { ...found, keysAsked: asked };
}

test('finds the signature of a token for us right, by the keys of the token’s own version', async () => {
  const { outcome, asked, keysAsked } = await check(await sign(goodClaims));
  assert.deepEqual([outcome, asked, keysAsked], ['passed', true, ['v2']]);
});

test('takes an API of ours by its identifier', async () => {
  const aud = `api://${clientId}`;
  const token = await sign({ ...goodClaims, aud });
  assert.equal((await check(token, { ownAudiences: [clientId, aud] })).outcome, 'passed');
});

test('says of a token for Graph that only Graph can validate it, and does not call it invalid', async () => {
  const token = aJwt(graphClaims, { alg: 'RS256', kid: 'key-1', nonce: 'of-graph' });
  const { outcome, asked, explanation, keysAsked } = await check(token);
  assert.deepEqual([outcome, asked, keysAsked], ['unknown', false, []]);
  assert.match(explanation, /Only graph can validate this token/);
  assert.match(explanation, /nonce/);
});

for (const [what, token, says] of [
  ['signed by somebody else', () => sign(goodClaims, { key: theirs.privateKey }), /signature is wrong/],
  ['of an unknown key', () => sign(goodClaims, { header: { kid: 'key-2' } }), /not one of the identity/],
  ['that brings its own key', () => sign(goodClaims, { header: { jwk: {} } }), /brings its own key/],
  ['that is not signed', () => aJwt(goodClaims, { alg: 'none' }), /not signed with RS256/],
  ['without issuer', () => sign({ ...goodClaims, iss: undefined }), /does not say who issued it/],
  ['without version', () => sign({ ...goodClaims, ver: undefined }), /does not say who issued it/],
  [
    'of another issuer than the tenant’s',
    () => sign({ ...goodClaims, iss: template.replace('{tenantid}', customer) }),
    /may not sign for this issuer/,
  ],
] as const) {
  test(`fails a token for us ${what}`, async () => {
    const { outcome, explanation } = await check(await token());
    assert.equal(outcome, 'failed');
    assert.match(explanation, says);
  });
}

test('fails a token whose key signs for another tenant alone', async () => {
  const { outcome } = await check(await sign(goodClaims), {
    issuer: template.replace('{tenantid}', customer),
  });
  assert.equal(outcome, 'failed');
});

test('does not take keys that cannot be had for a wrong signature', async () => {
  const token = await sign(goodClaims);
  const checking = checkSignature({
    token,
    cloud: clouds.public,
    ownAudiences: [clientId],
    keysOf: () => ({ find: async () => Promise.reject(new ConsentryError('idp_unreachable')) }),
  });
  await assert.rejects(checking, { code: 'idp_unreachable' });
});
