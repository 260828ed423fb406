import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import type { IdTokenChange } from '../src/index.ts';
import { anAccount, claimsOf, createExampleClient, parseJson } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

async function getJson<T>(client: ExampleClient, path: string): Promise<T> {
  const response = await client.send(new Request(`${client.sandbox.origins.login}/${path}`));
  return parseJson<T>(await response.text());
}

async function anIdToken(client: ExampleClient, change?: IdTokenChange): Promise<string> {
  if (change !== undefined) client.sandbox.control.forgeNextIdToken(change);
  const { code = '' } = await client.consent(anAccount('service'));
  return (await client.redeem(code)).body['id_token'] ?? '';
}

function headerOf(token: string): Record<string, unknown> {
  return parseJson(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}

test('describes one tenant with its own issuer, and an alias with a placeholder', async () => {
  const client = await createExampleClient();
  const { login } = client.sandbox.origins;
  for (const [segment, issuer] of [
    [DEFAULT_TENANTS.partnerOne, DEFAULT_TENANTS.partnerOne],
    ['partner-one.example', DEFAULT_TENANTS.partnerOne],
    ['organizations', '{tenantid}'],
    ['common', '{tenantid}'],
  ] as const) {
    const document = await getJson<Record<string, string>>(
      client,
      `${segment}/v2.0/.well-known/openid-configuration`,
    );
    assert.equal(document['issuer'], `${login}/${issuer}/v2.0`);
    assert.match(document['jwks_uri'] ?? '', /\/discovery\/v2\.0\/keys$/);
  }
});

test('names the endpoints for devices and for signing out', async () => {
  const client = await createExampleClient();
  const base = `${client.sandbox.origins.login}/common/oauth2`;
  for (const [path, at] of [
    ['common/.well-known/openid-configuration', base],
    ['common/v2.0/.well-known/openid-configuration', `${base}/v2.0`],
  ] as const) {
    const document = await getJson<Record<string, string>>(client, path);
    assert.equal(document['device_authorization_endpoint'], `${at}/devicecode`);
    assert.equal(document['end_session_endpoint'], `${at}/logout`);
  }
});

test('publishes keys that say whose tokens they are for, and its id_tokens verify with them', async () => {
  const client = await createExampleClient();
  const { login } = client.sandbox.origins;
  const keys = await getJson<JSONWebKeySet>(client, 'organizations/discovery/v2.0/keys');
  assert.deepEqual(
    keys.keys.map((key) => ('issuer' in key ? key.issuer : undefined)),
    [`${login}/{tenantid}/v2.0`, `${login}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`],
  );
  const { payload } = await jwtVerify(await anIdToken(client), createLocalJWKSet(keys), {
    issuer: `${login}/${DEFAULT_TENANTS.partnerOne}/v2.0`,
    audience: DEFAULT_APPLICATION.clientId,
  });
  assert.equal(payload['nonce'], 'the-nonce');
});

test('forges claims of the next id_token only', async () => {
  const client = await createExampleClient();
  const forged = claimsOf(await anIdToken(client, { claims: { tid: 'other', nonce: null } }));
  assert.deepEqual([forged['tid'], 'nonce' in forged], ['other', false]);
  assert.equal(claimsOf(await anIdToken(client))['nonce'], 'the-nonce');
});

test('forges the signature: none, a MAC, an unknown key, and the key of personal accounts', async () => {
  const client = await createExampleClient();
  const keys = await getJson<JSONWebKeySet>(client, 'common/discovery/v2.0/keys');
  const [current, consumer] = keys.keys.map((key) => key.kid);
  const none = await anIdToken(client, { signWith: 'none' });
  assert.equal(headerOf(none)['alg'], 'none');
  assert.ok(none.endsWith('.'));
  const hs256 = await anIdToken(client, { signWith: 'hs256' });
  assert.deepEqual([headerOf(hs256)['alg'], headerOf(hs256)['kid']], ['HS256', current]);
  const unknown = await anIdToken(client, { signWith: 'unknown-key' });
  await assert.rejects(jwtVerify(unknown, createLocalJWKSet(keys)), errors.JWKSNoMatchingKey);
  const personal = await anIdToken(client, { signWith: 'consumer-key' });
  assert.equal(headerOf(personal)['kid'], consumer);
  await jwtVerify(personal, createLocalJWKSet(keys));
  const header = headerOf(await anIdToken(client, { header: { kid: 'forged' } }));
  assert.deepEqual([header['alg'], header['kid']], ['RS256', 'forged']);
});
