import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { anAccount, claimsOf, createExampleClient, parseJson } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { authorizeUrlV1, consentV1, headerOf } from './v1-client.ts';

const HYBRID = { response_type: 'code id_token' };

function createHybridClient(): Promise<ExampleClient> {
  return createExampleClient(defaultWorld({ idTokenIssuance: true }));
}

function hashOf(code: string | undefined): string {
  return createHash('sha256')
    .update(code ?? '')
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}

test('posts code, id_token, state and session_state together', async () => {
  const client = await createHybridClient();
  const answer = await client.consent(anAccount('service'), { changes: HYBRID });
  assert.deepEqual(Object.keys(answer), ['method', 'code', 'id_token', 'session_state', 'state']);
  assert.equal((await client.redeem(answer['code'] ?? '')).status, 200);
});

test('signs the id_token that comes with a code, and binds it by nonce and c_hash', async () => {
  const client = await createHybridClient();
  const { code, id_token = '' } = await client.consent(anAccount('service'), { changes: HYBRID });
  const url = `${client.sandbox.origins.login}/common/discovery/v2.0/keys`;
  const keys = parseJson<JSONWebKeySet>(await (await client.send(new Request(url))).text());
  const { payload } = await jwtVerify(id_token, createLocalJWKSet(keys), {
    issuer: `${client.sandbox.origins.login}/${DEFAULT_TENANTS.partnerOne}/v2.0`,
    audience: DEFAULT_APPLICATION.clientId,
  });
  assert.deepEqual([payload['nonce'], payload['c_hash']], ['the-nonce', hashOf(code)]);
});

test('signs the id_token of a hybrid v1 answer too, with the issuer of v1 and the sign-in methods', async () => {
  const client = await createHybridClient();
  const { code, id_token } = await consentV1(client, anAccount('service'), HYBRID);
  const { iss, ver, amr, c_hash } = claimsOf(id_token);
  assert.equal(headerOf(id_token)['alg'], 'RS256');
  assert.deepEqual([ver, amr, c_hash], ['1.0', ['pwd', 'mfa'], hashOf(code)]);
  assert.match(String(iss), /\/sts\//);
});

test('answers in the fragment unless told otherwise', async () => {
  const client = await createHybridClient();
  await client.consent(anAccount('service'));
  const page = await client.sandbox.services.login(
    new Request(client.authorizeUrl({ ...HYBRID, response_mode: null, prompt: 'none' })),
  );
  assert.match(
    page.headers.get('location') ?? '',
    /^http:\/\/localhost:44395\/callback#error=login_required/,
  );
});

test('forges the id_token that comes with the code, c_hash among its claims', async () => {
  const client = await createHybridClient();
  client.sandbox.control.forgeNextIdToken({ claims: { c_hash: 'forged' } });
  const { code = '', id_token } = await client.consent(anAccount('service'), { changes: HYBRID });
  assert.equal(claimsOf(id_token)['c_hash'], 'forged');
  const { body } = await client.redeem(code);
  assert.equal(claimsOf(body['id_token'])['tid'], DEFAULT_TENANTS.partnerOne);
});

/** What is wrong with a hybrid request, and where the number shows itself. */
const REFUSED: [
  cause: string,
  code: number,
  place: 'page' | 'redirect',
  changes: Record<string, string | null>,
][] = [
  ['an id_token in the query', 70007, 'page', { response_mode: 'query' }],
  ['no openid', 70011, 'redirect', { response_mode: null, scope: 'https://graph.microsoft.com/.default' }],
  ['no nonce', 900144, 'redirect', { response_mode: null, nonce: null }],
  ['an empty nonce', 90100, 'redirect', { response_mode: null, nonce: '' }],
];

for (const [cause, code, place, changes] of REFUSED) {
  test(`refuses hybrid with AADSTS${code} for ${cause}`, async () => {
    const client = await createHybridClient();
    const response = await client.send(new Request(client.authorizeUrl({ ...HYBRID, ...changes })));
    const location = decodeURIComponent(response.headers.get('location') ?? '');
    const text = place === 'page' ? await response.text() : location;
    assert.match(text, new RegExp(`AADSTS${code}:`));
    if (place === 'redirect') assert.match(location, /^http:\/\/localhost:44395\/callback#error=/);
  });
}

test('refuses hybrid with AADSTS700054 while the switch of the application is off, at v1 and at v2', async () => {
  const client = await createExampleClient();
  for (const url of [client.authorizeUrl(HYBRID), authorizeUrlV1(client, HYBRID)]) {
    const page = await client.person.open(url);
    assert.match(page.html, /value="unsupported_response_type"[\s\S]*AADSTS700054:/);
  }
});

test('says which parameter of an authorize request is missing, and which is empty', async () => {
  const client = await createHybridClient();
  for (const name of ['client_id', 'response_type', 'scope']) {
    const missing = await client.person.open(client.authorizeUrl({ [name]: null }));
    assert.match(missing.html, new RegExp(`AADSTS900144: .*${name}`));
    const empty = await client.person.open(client.authorizeUrl({ [name]: '' }));
    assert.match(empty.html, new RegExp(`AADSTS90100: .*${name}`));
  }
});
