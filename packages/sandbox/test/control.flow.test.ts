import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import type { WorldView } from '../src/index.ts';
import { totp } from '../src/person/index.ts';
import {
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
  anAccount,
  claimsOf,
  createExampleClient,
  parseJson,
} from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

function control(
  client: ExampleClient,
  path: string,
  body?: object,
  token = client.sandbox.controlToken,
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  const url = `${client.sandbox.origins.control}${path}`;
  if (body === undefined) return client.send(new Request(url, { headers }));
  return client.send(new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }));
}

test('the ledger says what was issued to whom, and holds no token', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.customerA);
  await client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.customerB);
  const { ledger } = client.sandbox;
  const [code, issued, refused] = ledger.tokenRequests();
  assert.deepEqual([code?.grantType, code?.clientAuthentication], ['authorization_code', 'secret']);
  const claims = claimsOf(body['access_token']);
  assert.deepEqual(issued?.outcome, {
    result: 'issued',
    accessTokenId: claims['uti'],
    refreshTokenFingerprint: createHash('sha256')
      .update(body['refresh_token'] ?? '')
      .digest('hex'),
    subject: { tenantId: DEFAULT_TENANTS.customerA, objectId: claims['oid'] },
  });
  assert.equal(issued.resource, 'https://graph.microsoft.com');
  assert.deepEqual(refused?.outcome, { result: 'refused', error: 'invalid_grant', codes: [65001] });
  const text = JSON.stringify(ledger.all());
  for (const secret of [refreshToken, body['access_token'], body['id_token']])
    assert.ok(!text.includes(secret ?? '?'));
});

test('the ledger filters by equal fields or by a function, and can be cleared', async () => {
  const client = await createExampleClient();
  await client.connect(anAccount('service'));
  await client.get('graph', '/v1.0/users', '');
  await client.get('partnerCenter', '/v1/customers?size=1', '');
  const { ledger } = client.sandbox;
  assert.deepEqual(
    ledger.apiCalls({ service: 'partnerCenter' }).map(({ path }) => path),
    ['/v1/customers?size=1'],
  );
  assert.equal(ledger.tokenRequests((record) => record.scopes.includes(PARTNER_CENTER_SCOPE)).length, 1);
  assert.deepEqual(
    ledger.consents().map(({ decision, consentKind }) => [decision, consentKind]),
    [['accepted', 'user']],
  );
  ledger.clear();
  assert.deepEqual(ledger.all(), []);
});

test('holds the token endpoint until it is released', async () => {
  const client = await createExampleClient();
  const hold = client.sandbox.control.holdTokenEndpoint();
  const answers = Promise.all([client.token({}), client.token({})]);
  while (hold.waiting() < 2) await setImmediate();
  assert.deepEqual(client.sandbox.ledger.tokenRequests(), []);
  hold.release();
  assert.deepEqual(
    (await answers).map(({ status }) => status),
    [400, 400],
  );
  assert.equal(hold.waiting(), 0);
});

test('fails the next request of a service, once', async () => {
  const client = await createExampleClient();
  const throttled = { status: 429, headers: { 'retry-after': '7' }, body: '{"statusCode":429}' };
  client.sandbox.control.failNext('partnerCenter', throttled);
  const response = await client.get('partnerCenter', '/v1/customers', '');
  assert.deepEqual([response.status, response.headers.get('retry-after')], [429, '7']);
  assert.equal((await client.get('partnerCenter', '/v1/customers', '')).status, 401);
  client.sandbox.control.failNext('login', { status: 503, body: '{}' });
  assert.equal((await client.token({})).status, 503);
  assert.deepEqual(client.sandbox.ledger.tokenRequests()[0]?.outcome, { result: 'fault', status: 503 });
  assert.equal((await client.token({})).status, 400);
});

test('the control origin wants its token', async () => {
  const client = await createExampleClient();
  for (const token of ['', 'wrong', `${client.sandbox.controlToken}x`]) {
    assert.equal((await control(client, '/ledger', undefined, token)).status, 401);
  }
  assert.equal((await control(client, '/ledger')).status, 200);
});

test('the control does over HTTP what it does in the process', async () => {
  const client = await createExampleClient();
  const before = client.sandbox.clock.now();
  await control(client, '/clock', { moveMs: 60_000 });
  assert.ok(client.sandbox.clock.now() >= before + 60_000);
  await control(client, '/fail-next', { service: 'graph', answer: { status: 500 } });
  assert.equal((await client.get('graph', '/v1.0/me', '')).status, 500);
  assert.equal(
    (await control(client, '/fail-next', { service: 'control', answer: { status: 500 } })).status,
    400,
  );
  await control(client, '/forge-id-token', { claims: { aud: 'other' } });
  const { code = '' } = await client.consent(anAccount('service'));
  assert.equal(claimsOf((await client.redeem(code)).body['id_token'])['aud'], 'other');
  await control(client, '/hold', {});
  const held = client.token({});
  while (parseJson<{ waiting: number }>(await (await control(client, '/hold')).text()).waiting < 1)
    await setImmediate();
  await control(client, '/release', {});
  assert.equal((await held).status, 400);
});

test('the world over HTTP names accounts with a code that is good now', async () => {
  const client = await createExampleClient();
  const world = parseJson<WorldView>(await (await control(client, '/world')).text());
  const account = world.accounts.find((one) => one.userPrincipalName === 'service@partner-one.example');
  assert.equal(account?.oneTimeCode, totp(account?.totpSecret ?? '', client.sandbox.clock.now()));
  assert.equal(world.applications[0]?.secret, 'example-integration-secret~1');
  assert.equal(world.tenants.length, 8);
});
