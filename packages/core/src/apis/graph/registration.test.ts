import assert from 'node:assert/strict';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { jwtVerify } from 'jose';
import { aCertificate } from '../../../test/a-certificate.ts';
import { aClock, aFetch, anAnswer, clientId } from '../../../test/builders.ts';
import type { Fetch } from '../../ports.ts';
import { Secret } from '../../secret.ts';
import { createRegistration } from './registration.ts';

const objectId = '44444444-4444-4444-8444-444444444444';
const keyId = '55555555-5555-4555-8555-555555555555';
const sha1 = '52ED9B5038A47B9E2E2190715CC238359D4F8F73';
const clock = aClock(Date.now());
const pair = await aCertificate();

function aRegistration(fetch: Fetch) {
  return createRegistration({
    fetch,
    credential: async () => ({ value: Secret.of('access'), baseUrl: 'https://graph.microsoft.com' }),
    application: clientId,
    signer: { certificate: pair.certificate, privateKey: Secret.of(pair.privateKey) },
    clock,
  });
}

test('finds the object id and the certificates, whichever way their thumbprints are written', async () => {
  const written = [sha1.toLowerCase(), Buffer.from(sha1, 'hex').toString('base64'), 'my certificate', null];
  const keyCredentials = written.map((customKeyIdentifier) => ({ keyId, customKeyIdentifier }));
  const fetch = aFetch(anAnswer({ id: objectId, keyCredentials }));
  const found = await aRegistration(fetch).find();
  assert.deepEqual(
    found?.keys.map(({ thumbprint }) => thumbprint),
    [sha1, sha1, undefined, undefined],
  );
  assert.equal(found?.objectId, objectId);
  assert.equal(
    fetch.requests[0]?.url,
    `https://graph.microsoft.com/v1.0/applications(appId='${clientId}')?$select=id,keyCredentials`,
  );
});

test('finds nothing where it may not read, and refuses what is no registration', async () => {
  const forbidden = anAnswer({ error: { code: 'Authorization_RequestDenied' } }, { status: 403 });
  assert.equal(await aRegistration(aFetch(forbidden)).find(), undefined);
  for (const body of [{}, { id: objectId }, { id: 1, keyCredentials: [] }, null]) {
    await assert.rejects(aRegistration(aFetch(anAnswer(body))).find(), { code: 'api_bad_response' });
  }
});

test('adds a certificate with the proof that Graph asks for, and never the key', async () => {
  const fetch = aFetch(anAnswer({ keyId }));
  const { certificate } = await aCertificate();
  assert.equal(await aRegistration(fetch).addKey(objectId, certificate), keyId);
  const body = JSON.parse(fetch.requests[0]?.body ?? '') as {
    proof: string;
    keyCredential: { key: string; type: string; usage: string };
    passwordCredential: null;
  };
  const { proof, ...rest } = body;
  assert.deepEqual(rest, {
    keyCredential: {
      type: 'AsymmetricX509Cert',
      usage: 'Verify',
      key: new X509Certificate(certificate).raw.toString('base64'),
    },
    passwordCredential: null,
  });
  const { payload } = await jwtVerify(proof, createPublicKey(pair.certificate));
  const { aud, iss, nbf = 0, exp } = payload;
  assert.deepEqual([aud, iss, exp], ['00000002-0000-0000-c000-000000000000', objectId, nbf + 600]);
});

test('removes a certificate by its id', async () => {
  const fetch = aFetch(anAnswer('', { status: 204 }));
  await aRegistration(fetch).removeKey(objectId, keyId);
  const [request] = fetch.requests;
  assert.match(request?.url ?? '', /\/removeKey$/);
  assert.equal((JSON.parse(request?.body ?? '') as { keyId: string }).keyId, keyId);
});
