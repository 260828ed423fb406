import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount, claimsOf, createExampleClient, parseJson } from './example-client.ts';

test('a service account signs in with MFA, consents, and its token opens every customer of the partner', async () => {
  const client = await createExampleClient();
  const answer = await client.consent(anAccount('service'));
  assert.equal(answer['method'], 'POST');
  assert.equal(answer['state'], 'the-state');

  const { status, body } = await client.redeem(answer['code'] ?? '');
  assert.equal(status, 200, JSON.stringify(body));
  const access = claimsOf(body['access_token']);
  assert.deepEqual(access['amr'], ['pwd', 'mfa']);
  assert.equal(access['ver'], '1.0');
  assert.equal(access['aud'], 'https://api.partnercenter.microsoft.com');
  assert.equal(access['tid'], DEFAULT_TENANTS.partnerOne);
  const identity = claimsOf(body['id_token']);
  assert.equal(identity['nonce'], 'the-nonce');
  assert.equal(identity['amr'], undefined);

  const path = `/v1/customers/${DEFAULT_TENANTS.customerA}/users?size=500`;
  const users = await client.get('partnerCenter', path, body['access_token'] ?? '');
  assert.equal(users.status, 200);
  const page = parseJson<{ items: object[] }>(await users.text());
  assert.equal(page.items.length, 27);
});

test('a refresh token of the partner gives a Graph token of the customer, and only where it is allowed', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));

  const allowed = await client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.customerA);
  assert.equal(allowed.status, 200, JSON.stringify(allowed.body));
  const claims = claimsOf(allowed.body['access_token']);
  assert.equal(claims['tid'], DEFAULT_TENANTS.customerA);
  const users = await client.get('graph', '/v1.0/users', allowed.body['access_token'] ?? '');
  const list = parseJson<{ value: object[] }>(await users.text());
  assert.equal(list.value.length, 27);

  const noConsent = await client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.customerB);
  assert.deepEqual([noConsent.status, noConsent.body.error_codes], [400, [65001]]);
  const noRelationship = await client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.customerC);
  assert.deepEqual([noRelationship.status, noRelationship.body.error_codes], [400, [50020]]);
});
