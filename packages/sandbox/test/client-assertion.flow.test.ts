import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { GRAPH_SCOPE, claimsOf, createExampleClient } from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';
import { createExampleCertificate } from './example-certificate.ts';
import type { ExampleCertificate } from './example-certificate.ts';

const TENANT = DEFAULT_TENANTS.customerA;
const { clientId } = DEFAULT_APPLICATION;
const certificate = createExampleCertificate();

async function post(
  client: ExampleClient,
  changes: JWTPayload = {},
  header: { alg: string; x5t?: string; 'x5t#S256'?: string } = {
    alg: 'PS256',
    'x5t#S256': certificate.sha256,
  },
  key: ExampleCertificate = certificate,
): Promise<TokenAnswer> {
  const now = Math.floor(client.sandbox.clock.now() / 1000);
  const aud = `${client.sandbox.origins.login}/${TENANT}/oauth2/v2.0/token`;
  const claims = {
    aud,
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    nbf: now,
    iat: now,
    exp: now + 300,
    ...changes,
  };
  const client_assertion = await new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', ...header })
    .sign(key.privateKey);
  return client.token(
    {
      grant_type: 'client_credentials',
      client_secret: null,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
      scope: GRAPH_SCOPE,
    },
    TENANT,
  );
}

function aClient(): Promise<ExampleClient> {
  return createExampleClient(defaultWorld({ certificate: certificate.pem }));
}

test('takes an assertion signed PS256 with x5t#S256, or RS256 with x5t', async () => {
  const client = await aClient();
  const answer = await post(client);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.equal(claimsOf(answer.body['access_token'])['appidacr'], '2');
  assert.equal((await post(client, {}, { alg: 'RS256', x5t: certificate.sha1 })).status, 200);
  assert.equal(client.sandbox.ledger.tokenRequests()[0]?.clientAuthentication, 'certificate');
});

/** What is wrong with the claims, and the number. */
const BAD_CLAIMS: [cause: string, code: number, changes: JWTPayload][] = [
  [
    'the audience of another tenant',
    700023,
    { aud: `https://login.sandbox.test/${DEFAULT_TENANTS.partnerOne}/oauth2/v2.0/token` },
  ],
  ['an expiry in the past', 700024, { exp: 1 }],
  ['a start in the future', 700024, { nbf: 9_999_999_999 }],
  ['a subject that is not the issuer', 50048, { sub: 'other' }],
  ['another application', 700021, { iss: 'other', sub: 'other' }],
];

for (const [cause, code, changes] of BAD_CLAIMS) {
  test(`refuses an assertion with ${cause} with AADSTS${code}`, async () => {
    const { status, body } = await post(await aClient(), changes);
    assert.deepEqual([status, body['error'], body.error_codes], [401, 'invalid_client', [code]]);
  });
}

test('refuses a certificate that is not registered, and a signature of another key, with AADSTS700027', async () => {
  const other = createExampleCertificate();
  const client = await aClient();
  const unregistered = await post(client, {}, { alg: 'PS256', 'x5t#S256': other.sha256 }, other);
  assert.deepEqual(unregistered.body.error_codes, [700027]);
  const forged = await post(client, {}, { alg: 'PS256', 'x5t#S256': certificate.sha256 }, other);
  assert.deepEqual(forged.body.error_codes, [700027]);
});
