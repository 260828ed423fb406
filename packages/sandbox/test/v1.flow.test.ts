import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { anAccount, claimsOf, createExampleClient, parseJson } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { PARTNER_CENTER, authorizeUrlV1, consentV1, headerOf, redeemV1, tokenV1 } from './v1-client.ts';

const GRAPH = 'https://graph.microsoft.com';
const ARM = 'https://management.azure.com/';
const { partnerOne, customerA } = DEFAULT_TENANTS;

async function getJson<T>(client: ExampleClient, path: string): Promise<T> {
  const response = await client.send(new Request(`${client.sandbox.origins.login}/${path}`));
  return parseJson<T>(await response.text());
}

async function aCode(client: ExampleClient, changes: Record<string, string | null> = {}): Promise<string> {
  return (await consentV1(client, anAccount('service'), changes))['code'] ?? '';
}

async function aRefreshToken(client: ExampleClient): Promise<string> {
  return (await redeemV1(client, await aCode(client))).body['refresh_token'] ?? '';
}

test('describes the v1 endpoints with their own issuer, and with a placeholder at an alias', async () => {
  const client = await createExampleClient();
  const { login } = client.sandbox.origins;
  for (const [segment, tenant] of [
    [partnerOne, partnerOne],
    ['partner-one.example', partnerOne],
    ['common', '{tenantid}'],
  ] as const) {
    const document = await getJson<Record<string, string>>(
      client,
      `${segment}/.well-known/openid-configuration`,
    );
    assert.equal(document['issuer'], `${login}/sts/${tenant}/`);
    assert.match(document['token_endpoint'] ?? '', /\/oauth2\/token$/);
    assert.match(document['authorization_endpoint'] ?? '', /\/oauth2\/authorize$/);
    assert.match(document['jwks_uri'] ?? '', /\/discovery\/keys$/);
  }
});

test('publishes the same key at v1, without an issuer', async () => {
  const client = await createExampleClient();
  const v1 = await getJson<JSONWebKeySet>(client, 'common/discovery/keys');
  const v2 = await getJson<JSONWebKeySet>(client, 'common/discovery/v2.0/keys');
  assert.deepEqual(
    v1.keys.map(({ kid }) => kid),
    [v2.keys[0]?.kid],
  );
  assert.equal('issuer' in (v1.keys[0] ?? {}), false);
});

test('answers a v1 code redemption with numbers as text, the resource and bare permissions', async () => {
  const client = await createExampleClient();
  const { status, body } = await redeemV1(client, await aCode(client));
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), [
    'token_type',
    'scope',
    'expires_in',
    'ext_expires_in',
    'expires_on',
    'not_before',
    'resource',
    'access_token',
    'refresh_token',
    'id_token',
  ]);
  assert.deepEqual([body['scope'], body['resource']], ['user_impersonation', PARTNER_CENTER]);
  const { aud, iss, amr, iat, exp } = claimsOf(body['access_token']);
  assert.deepEqual(
    [aud, iss, amr],
    [PARTNER_CENTER, `${client.sandbox.origins.login}/sts/${partnerOne}/`, ['pwd', 'mfa']],
  );
  assert.deepEqual([body['expires_on'], body['not_before']], [String(exp), String(iat)]);
  assert.equal(typeof body['expires_in'], 'string');
});

test('leaves the id_token of the v1 token endpoint unsigned', async () => {
  const client = await createExampleClient();
  const { body } = await redeemV1(client, await aCode(client));
  assert.deepEqual(headerOf(body['id_token']), { typ: 'JWT', alg: 'none' });
  assert.ok(body['id_token']?.endsWith('.'));
  const { iss, ver, upn, nonce } = claimsOf(body['id_token']);
  assert.deepEqual(
    [iss, ver, upn, nonce],
    [`${client.sandbox.origins.login}/sts/${partnerOne}/`, '1.0', 'service@partner-one.example', 'the-nonce'],
  );
});

test('signs the id_token of the v1 token endpoint where the world says so', async () => {
  const world = defaultWorld();
  world.settings.v1IdTokens = 'signed';
  const client = await createExampleClient(world);
  const { body } = await redeemV1(client, await aCode(client));
  const keys = await getJson<JSONWebKeySet>(client, `${partnerOne}/discovery/keys`);
  await jwtVerify(body['id_token'] ?? '', createLocalJWKSet(keys), {
    audience: DEFAULT_APPLICATION.clientId,
  });
});

test('redeems a v1 refresh token for any resource and in any tenant with consent', async () => {
  const client = await createExampleClient();
  const refresh_token = await aRefreshToken(client);
  const fields = { grant_type: 'refresh_token', refresh_token, scope: 'openid' };
  const { body } = await tokenV1(client, { ...fields, resource: GRAPH }, customerA);
  assert.deepEqual([body['resource'], claimsOf(body['access_token'])['tid']], [GRAPH, customerA]);
  assert.match(body['scope'] ?? '', /^User\.Read User\.Read\.All /);
  assert.ok(body['refresh_token'] && body['id_token']);
  const again = await tokenV1(client, { grant_type: 'refresh_token', refresh_token });
  assert.equal(again.body['resource'], PARTNER_CENTER);
});

test('redeems a refresh token of v1 at v2, and one of v2 at v1', async () => {
  const client = await createExampleClient();
  const v2 = await client.refresh(await aRefreshToken(client), `${GRAPH}/.default`, customerA);
  assert.equal(typeof v2.body.expires_in, 'number');
  const v1 = await tokenV1(client, {
    grant_type: 'refresh_token',
    refresh_token: v2.body['refresh_token'] ?? '',
    resource: PARTNER_CENTER,
  });
  assert.equal(v1.body['resource'], PARTNER_CENTER);
});

test('issues a v1 token to the application itself, and ignores a scope beside the resource', async () => {
  const client = await createExampleClient();
  const { body } = await tokenV1(client, {
    grant_type: 'client_credentials',
    resource: ARM,
    scope: 'nothing',
  });
  assert.deepEqual(Object.keys(body), [
    'token_type',
    'expires_in',
    'ext_expires_in',
    'expires_on',
    'not_before',
    'resource',
    'access_token',
  ]);
  assert.deepEqual([body['resource'], claimsOf(body['access_token'])['aud']], [ARM, ARM]);
});

/** What is wrong with a v1 token request, and the refusal. */
const REFUSED: [cause: string, code: number, error: string, fields: Record<string, string>][] = [
  ['no resource', 900144, 'invalid_request', { grant_type: 'client_credentials' }],
  [
    'an unknown resource',
    500011,
    'invalid_resource',
    { grant_type: 'client_credentials', resource: 'https://unknown.example' },
  ],
  ['a damaged refresh token', 70000, 'invalid_grant', { grant_type: 'refresh_token', refresh_token: '1.x' }],
];

for (const [cause, code, error, fields] of REFUSED) {
  test(`refuses ${cause} at the v1 token endpoint with AADSTS${code}`, async () => {
    const { status, body } = await tokenV1(await createExampleClient(), fields);
    assert.deepEqual([status, body.error_codes, body['error']], [400, [code], error]);
  });
}

test('refuses a code for another resource than the one that the user signed in for', async () => {
  const client = await createExampleClient();
  const code = await aCode(client);
  const refused = await redeemV1(client, code, { resource: GRAPH });
  assert.deepEqual(refused.body.error_codes, [70000]);
  assert.equal((await redeemV1(client, code, {})).body['resource'], PARTNER_CENTER);
});

test('takes the resource from the token request where the sign-in named none', async () => {
  const client = await createExampleClient();
  const code = await aCode(client, { resource: null });
  assert.deepEqual((await redeemV1(client, code, {})).body.error_codes, [900144]);
  assert.equal((await redeemV1(client, code, { resource: GRAPH })).body['resource'], GRAPH);
});

test('a v1 sign-in without a resource does not meet the policy that asks for MFA, and the token request does', async () => {
  const world = defaultWorld();
  for (const tenant of world.tenants) tenant.mfa = 'required';
  const client = await createExampleClient(world);
  const code = await aCode(client, { resource: null });
  assert.deepEqual(client.sandbox.ledger.signIns()[0]?.amr, ['pwd']);
  const refused = await redeemV1(client, code, { resource: GRAPH });
  assert.deepEqual(refused.body.error_codes, [50076]);
});

test('sends the code to the first redirect URI where v1 names none, and ignores the scope', async () => {
  const client = await createExampleClient();
  const answer = await consentV1(client, anAccount('service'), {
    redirect_uri: null,
    scope: 'https://unknown.example/.default',
  });
  assert.match(answer['code'] ?? '', /^1\./);
});

test('redirects AADSTS500011 for an unknown resource and AADSTS650057 for one that is not on the registration', async () => {
  const client = await createExampleClient();
  const url = authorizeUrlV1(client, { response_mode: 'query', resource: 'https://unknown.example' });
  assert.match((await client.person.open(url)).url, /error=invalid_resource.*AADSTS500011/);
  const answer = await consentV1(client, anAccount('service'), { resource: ARM });
  assert.match(answer['error_description'] ?? '', /^AADSTS650057:/);
});

test('takes an administrator’s consent for the whole tenant with prompt=admin_consent', async () => {
  const client = await createExampleClient();
  const answer = await consentV1(client, anAccount('admin'), { prompt: 'admin_consent' });
  assert.deepEqual([answer['admin_consent'], answer['state']], ['True', 'the-state']);
  assert.ok(answer['code']);
  assert.deepEqual(
    client.sandbox.world.consents
      .filter(({ tenantId, resource }) => tenantId === partnerOne && resource === PARTNER_CENTER)
      .map(({ kind, scopes }) => [kind, scopes]),
    [['admin', ['user_impersonation']]],
  );
  assert.equal(client.sandbox.ledger.consents()[0]?.consentKind, 'admin');
});

test('stops anybody else who comes with prompt=admin_consent', async () => {
  const client = await createExampleClient();
  const answer = await consentV1(client, anAccount('service'), { prompt: 'admin_consent' });
  assert.match(answer['error_description'] ?? '', /^AADSTS65004:/);
  assert.equal(client.sandbox.world.consents.filter(({ kind }) => kind === 'user').length, 0);
});

test('notes in the ledger which generation of endpoints was asked', async () => {
  const client = await createExampleClient();
  await client.refresh(await aRefreshToken(client), `${GRAPH}/.default`, customerA);
  const { ledger } = client.sandbox;
  assert.deepEqual(
    ledger.tokenRequests().map(({ version }) => version),
    ['v1', 'v2'],
  );
  assert.equal(ledger.authorizeVisits()[0]?.version, 'v1');
});
