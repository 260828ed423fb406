import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { DEFAULT_TENANTS } from '../src/index.ts';
import { aWorldWith } from './a-world.ts';
import { GRAPH_SCOPE, claimsOf, createExampleClient } from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';

const ISSUER = 'https://issuer.example';
const SUBJECT = 'repo:example/integration:ref:refs/heads/main';
const AUDIENCE = 'api://AzureADTokenExchange';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

function aClient(): Promise<ExampleClient> {
  const keys = [
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' },
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'ec' },
  ];
  const credential = { issuer: ISSUER, subject: SUBJECT, audience: AUDIENCE, keys };
  return createExampleClient(aWorldWith({ federatedCredentials: [credential] }));
}

async function post(
  client: ExampleClient,
  changes: JWTPayload = {},
  header: { alg: string; kid: string } = { alg: 'RS256', kid: 'rsa' },
  key: KeyObject = rsa.privateKey,
): Promise<TokenAnswer> {
  const now = Math.floor(client.sandbox.clock.now() / 1000);
  const claims = { iss: ISSUER, sub: SUBJECT, aud: AUDIENCE, nbf: now, iat: now, exp: now + 300, ...changes };
  return client.token(
    {
      grant_type: 'client_credentials',
      client_secret: null,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await new SignJWT(claims).setProtectedHeader(header).sign(key),
      scope: GRAPH_SCOPE,
    },
    DEFAULT_TENANTS.customerA,
  );
}

test('takes the token of an identity provider that the registration trusts: RS256, PS256 and ES256', async () => {
  const client = await aClient();
  const { status, body } = await post(client);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(claimsOf(body['access_token'])['appidacr'], '2');
  assert.equal((await post(client, {}, { alg: 'PS256', kid: 'rsa' })).status, 200);
  assert.equal((await post(client, {}, { alg: 'ES256', kid: 'ec' }, ec.privateKey)).status, 200);
  assert.equal(client.sandbox.ledger.tokenRequests()[0]?.clientAuthentication, 'federated');
});

/** What is wrong with the claims, and the number. */
const BAD_CLAIMS: [cause: string, code: number, changes: JWTPayload][] = [
  ['an issuer that is not registered', 700211, { iss: 'https://other.example' }],
  ['another audience', 700212, { aud: 'api://other' }],
  ['another subject', 700213, { sub: 'repo:example/integration:ref:refs/heads/other' }],
  ['the subject in capitals', 700213, { sub: SUBJECT.toUpperCase() }],
  ['an expiry in the past', 700024, { exp: 1 }],
];

for (const [cause, code, changes] of BAD_CLAIMS) {
  test(`refuses a federated token with ${cause} with AADSTS${code}`, async () => {
    const { status, body } = await post(await aClient(), changes);
    assert.deepEqual([status, body['error'], body.error_codes], [401, 'invalid_client', [code]]);
  });
}

test('refuses a key that the provider does not publish with AADSTS7000272, and a forged signature with AADSTS700027', async () => {
  const client = await aClient();
  const unknown = await post(client, {}, { alg: 'RS256', kid: 'unknown' }, other.privateKey);
  assert.deepEqual(unknown.body.error_codes, [7000272]);
  const forged = await post(client, {}, { alg: 'RS256', kid: 'rsa' }, other.privateKey);
  assert.deepEqual(forged.body.error_codes, [700027]);
});

test('refuses the token of any provider where the registration trusts none with AADSTS700211', async () => {
  assert.deepEqual((await post(await createExampleClient())).body.error_codes, [700211]);
});
