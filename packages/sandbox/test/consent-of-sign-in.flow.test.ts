import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { anAccount, claimsOf, createExampleClient } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

const HOME = DEFAULT_TENANTS.partnerOne;
const GRAPH = 'https://graph.microsoft.com';

/** A client in a world where nothing is consented to at home. */
async function aClientWithoutConsent(): Promise<ExampleClient> {
  const world = defaultWorld();
  world.consents = world.consents.filter(({ tenantId }) => tenantId !== HOME);
  return createExampleClient(world);
}

test('AADSTS65001: openid alone is a token for Graph, of which nothing is consented to', async () => {
  const client = await aClientWithoutConsent();
  const refreshToken = await client.connect(anAccount('service'));
  const refused = await client.refresh(refreshToken, '', HOME);
  assert.deepEqual(refused.body.error_codes, [65001]);
  client.sandbox.world.consents.push({
    tenantId: HOME,
    clientId: client.sandbox.world.applications[0]?.clientId ?? '',
    resource: GRAPH,
    scopes: ['User.Read'],
    kind: 'admin',
  });
  const { body } = await client.refresh(refreshToken, '', HOME);
  assert.equal(claimsOf(body['access_token'])['scp'], 'User.Read');
});

test('AADSTS65001: a customer who has the application and consented to nothing', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const { customerB } = DEFAULT_TENANTS;
  assert.deepEqual((await client.refresh(refreshToken, '', customerB)).body.error_codes, [65001]);
});

test('who signs in with openid alone consents to it, and the token for Graph says so', async () => {
  const client = await aClientWithoutConsent();
  const scope = 'openid profile offline_access';
  const page = await client.person.open(client.authorizeUrl({ scope }));
  assert.ok(page.forms.length > 0);
  const { code = '' } = await client.consent(anAccount('service'), { changes: { scope } });
  assert.deepEqual(
    client.sandbox.world.consents.filter(({ tenantId }) => tenantId === HOME).map((one) => one.scopes),
    [['openid', 'profile', 'offline_access']],
  );
  const { body } = await client.redeem(code, { scope });
  assert.equal(claimsOf(body['access_token'])['scp'], 'openid profile offline_access');
  const refreshToken = body['refresh_token'] ?? '';
  const refused = await client.refresh(refreshToken, `${GRAPH}/.default`, HOME);
  assert.deepEqual(refused.body.error_codes, [65001]);
});
