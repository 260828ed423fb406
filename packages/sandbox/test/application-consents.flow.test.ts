import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { World } from '../src/index.ts';
import {
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
  anAccount,
  claimsOf,
  createExampleClient,
} from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';
import { faultOf, graphErrorOf, read, write } from './write-call.ts';
import type { WriteAnswer } from './write-call.ts';

const { customerA, customerB, customerC, customerD, partnerOne } = DEFAULT_TENANTS;
const { clientId } = DEFAULT_APPLICATION;
const GRAPH_APP = '00000003-0000-0000-c000-000000000000';
const ARM_APP = '797f4846-ba00-4fd7-ba43-dac1f8f63013';
const PARTNER_CENTER_APP = 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd';
const GRAPH_GRANT = { enterpriseApplicationId: GRAPH_APP, scope: 'User.Read,Directory.Read.All' };

/** A customer whose directory does not have the application at all. */
function worldWithoutApplicationAtB(): World {
  const world = defaultWorld();
  world.servicePrincipals = world.servicePrincipals.filter(({ tenantId }) => tenantId !== customerB);
  return world;
}

interface Partner {
  client: ExampleClient;
  refreshToken: string;
  token: string;
}

async function aPartner(
  world: World = worldWithoutApplicationAtB(),
  account: 'service' | 'no-mfa' = 'service',
  clock: { now(): number } = Date,
): Promise<Partner> {
  const client = await createExampleClient(world, clock);
  const refreshToken = await client.connect(anAccount(account));
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, partnerOne);
  return { client, refreshToken, token: body['access_token'] ?? '' };
}

interface ConsentChanges {
  customer?: string;
  token?: string;
  body?: object;
  headers?: Record<string, string>;
}

function consent(partner: Partner, changes: ConsentChanges = {}): Promise<WriteAnswer> {
  const { customer = customerB, body = {}, token = partner.token, headers = {} } = changes;
  return write(partner.client, {
    service: 'partnerCenter',
    method: 'POST',
    path: `/v1/customers/${customer}/applicationconsents`,
    token,
    headers,
    body: { applicationId: clientId, displayName: 'My panel', applicationGrants: [GRAPH_GRANT], ...body },
  });
}

function withdraw(partner: Partner, headers: Record<string, string> = {}): Promise<WriteAnswer> {
  return write(partner.client, {
    service: 'partnerCenter',
    method: 'DELETE',
    path: `/v1/customers/${customerB}/applicationconsents/${clientId}`,
    token: partner.token,
    headers,
  });
}

function redeemAtB({ client, refreshToken }: Partner): Promise<TokenAnswer> {
  return client.refresh(refreshToken, GRAPH_SCOPE, customerB);
}

test('lets the refresh token redeem in a customer after consent, and no longer after its withdrawal', async () => {
  const partner = await aPartner();
  assert.deepEqual((await redeemAtB(partner)).body.error_codes, [90099]);
  assert.equal((await consent(partner)).status, 201);
  const { body } = await redeemAtB(partner);
  const graphToken = body['access_token'] ?? '';
  assert.equal((await read(partner.client, 'graph', '/v1.0/users', graphToken)).status, 200);
  assert.equal((await withdraw(partner)).status, 200);
  assert.deepEqual((await redeemAtB(partner)).body.error_codes, [90099]);
  const useless = await read(partner.client, 'graph', '/v1.0/users', graphToken);
  assert.deepEqual(graphErrorOf(useless), [401, 'Authorization_IdentityNotFound']);
  assert.deepEqual(faultOf(await withdraw(partner)), [404, '1000']);
});

test('shows a change of consent to the token endpoint after the time that the world says', async () => {
  const world = worldWithoutApplicationAtB();
  world.settings.consentSeenAfterMs = 30_000;
  const partner = await aPartner(world);
  const { control } = partner.client.sandbox;
  const codes = async () => (await redeemAtB(partner)).body.error_codes;
  assert.equal((await consent(partner)).status, 201);
  assert.deepEqual(await codes(), [90099]);
  // Partner Center itself knows it at once.
  assert.equal((await consent(partner)).status, 409);
  control.moveClock(29_000);
  assert.deepEqual(await codes(), [90099]);
  control.moveClock(1000);
  assert.equal(await codes(), undefined);
  assert.equal((await withdraw(partner)).status, 200);
  assert.equal(await codes(), undefined);
  control.moveClock(30_000);
  assert.deepEqual(await codes(), [90099]);
});

test("works for a partner's own application as for a vendor's", async () => {
  const world = worldWithoutApplicationAtB();
  for (const application of world.applications) application.homeTenantId = partnerOne;
  const partner = await aPartner(world);
  assert.equal((await consent(partner)).status, 201);
  assert.equal((await redeemAtB(partner)).status, 200);
});

test('gives what the grants name: comma separated scopes, several resources, names as .NET writes them', async () => {
  const partner = await aPartner();
  const { sandbox } = partner.client;
  const body = {
    applicationId: undefined,
    applicationGrants: undefined,
    ApplicationId: clientId,
    ApplicationGrants: [
      { EnterpriseApplicationId: GRAPH_APP, Scope: 'user.read, Directory.Read.All' },
      { EnterpriseApplicationId: ARM_APP, Scope: 'user_impersonation' },
    ],
  };
  assert.equal((await consent(partner, { body })).status, 201);
  const granted = sandbox.world.consents.filter(({ tenantId }) => tenantId === customerB);
  assert.deepEqual(
    granted.map(({ resource, scopes, kind }) => [resource, scopes, kind]),
    [
      ['https://graph.microsoft.com', ['User.Read', 'Directory.Read.All'], 'admin'],
      ['https://management.azure.com', ['user_impersonation'], 'admin'],
    ],
  );
});

test('grants nothing at all when one of the grants is not good', async () => {
  const partner = await aPartner();
  const bad: [object, RegExp][] = [
    [
      { enterpriseApplicationId: PARTNER_CENTER_APP, scope: 'user_impersonation' },
      /lacks a service principal for/,
    ],
    [{ enterpriseApplicationId: ARM_APP, scope: 'User.Read' }, /no delegated permission 'User\.Read'/],
    [{ enterpriseApplicationId: 'graph', scope: 'User.Read' }, /must be a GUID/],
  ];
  for (const [grant, words] of bad) {
    const answer = await consent(partner, { body: { applicationGrants: [GRAPH_GRANT, grant] } });
    assert.deepEqual(faultOf(answer), [400, '800002']);
    assert.match(String(answer.body['description']), words);
  }
  assert.deepEqual((await redeemAtB(partner)).body.error_codes, [90099]);
});

test('says that a permission entry exists already', async () => {
  const partner = await aPartner();
  const answer = await consent(partner, { customer: customerA });
  assert.equal(answer.status, 409);
  assert.match(String(answer.body['description']), /Permission entry already exists/);
});

test('refuses another application, the partner itself, a stranger, and a customer without GDAP', async () => {
  const partner = await aPartner();
  const other = '40000000-0000-4000-8000-000000000009';
  assert.deepEqual(faultOf(await consent(partner, { body: { applicationId: other } })), [403, '2032']);
  for (const customer of [partnerOne, customerD]) {
    assert.deepEqual(faultOf(await consent(partner, { customer })), [403, '20002']);
  }
  assert.deepEqual(faultOf(await consent(partner, { customer: customerC })), [403, '900308']);
});

test('wants a role that consents, which DAP brings along', async () => {
  const world = worldWithoutApplicationAtB();
  const relationship = world.relationships.find(({ customerTenantId }) => customerTenantId === customerB);
  assert.ok(relationship);
  relationship.roles = ['Global Reader', 'User Administrator'];
  const partner = await aPartner(world);
  assert.deepEqual(faultOf(await consent(partner)), [403, '900308']);
  Object.assign(relationship, { kind: 'dap', roles: [], userObjectIds: [] });
  assert.equal((await consent(partner)).status, 201);
});

test('wants a member of AdminAgents, where another agent may read customers', async () => {
  const world = worldWithoutApplicationAtB();
  for (const user of world.users) user.groups = user.groups.map(() => 'SalesAgents');
  const partner = await aPartner(world);
  assert.deepEqual(faultOf(await consent(partner)), [403, '900150']);
  const { status } = await read(partner.client, 'partnerCenter', '/v1/customers?size=1', partner.token);
  assert.equal(status, 200);
});

test('lets the application add the rest by Graph, after consent to what that takes', async () => {
  const partner = await aPartner();
  const scope = 'DelegatedPermissionGrant.ReadWrite.All,Directory.ReadWrite.All';
  const applicationGrants = [{ enterpriseApplicationId: GRAPH_APP, scope }];
  assert.equal((await consent(partner, { body: { applicationGrants } })).status, 201);
  const token = (await redeemAtB(partner)).body['access_token'] ?? '';
  const list = await read(partner.client, 'graph', '/v1.0/oauth2PermissionGrants', token);
  const [grant] = list.body['value'] as { id: string; scope: string }[];
  const changed = await write(partner.client, {
    service: 'graph',
    method: 'PATCH',
    path: `/v1.0/oauth2PermissionGrants/${grant?.id ?? ''}`,
    token,
    body: { scope: `${grant?.scope ?? ''} User.Read.All` },
  });
  assert.equal(changed.status, 204);
  const { body } = await redeemAtB(partner);
  assert.deepEqual(claimsOf(body['access_token'])['scp'], `${scope.replace(',', ' ')} User.Read.All`);
});

test('refuses a user without MFA, and an application alone', async () => {
  const partner = await aPartner(worldWithoutApplicationAtB(), 'no-mfa');
  assert.deepEqual(faultOf(await consent(partner)), [401, '900421']);
  const world = worldWithoutApplicationAtB();
  for (const application of world.applications) application.homeTenantId = partnerOne;
  const own = await aPartner(world);
  const { body } = await own.client.token({
    grant_type: 'client_credentials',
    scope: 'https://api.partnercenter.microsoft.com/.default',
  });
  const token = body['access_token'] ?? '';
  assert.deepEqual(faultOf(await consent(own, { token })), [403, '900329']);
});

test('acts once for one MS-RequestId, and again for another', async () => {
  const partner = await aPartner();
  const first = { 'MS-RequestId': '70000000-0000-4000-8000-000000000001' };
  const second = { 'MS-RequestId': '70000000-0000-4000-8000-000000000002' };
  assert.equal((await consent(partner, { headers: first })).status, 201);
  assert.equal((await consent(partner, { headers: first })).status, 201);
  assert.equal((await consent(partner, { headers: second })).status, 409);
  const reused = await consent(partner, { headers: first, body: { displayName: 'Another' } });
  assert.deepEqual(faultOf(reused), [400, '800002']);
  partner.client.sandbox.clock.move(24 * 60 * 60_000);
  const { body } = await partner.client.refresh(partner.refreshToken, PARTNER_CENTER_SCOPE, partnerOne);
  const token = body['access_token'] ?? '';
  assert.equal((await consent(partner, { headers: first, token })).status, 409);
});

test('acts once when two requests with one MS-RequestId come at the same time', async () => {
  const partner = await aPartner();
  const headers = { 'MS-RequestId': '70000000-0000-4000-8000-000000000003' };
  const answers = await Promise.all([consent(partner, { headers }), consent(partner, { headers })]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 201],
  );
});

test('takes fifty changes a second from one application', async () => {
  const stopped = Date.now();
  const partner = await aPartner(worldWithoutApplicationAtB(), 'service', { now: () => stopped });
  const answers: WriteAnswer[] = [];
  for (let count = 0; count < 51; count += 1) answers.push(await consent(partner, { customer: customerA }));
  assert.deepEqual(new Set(answers.slice(0, 50).map(({ status }) => status)), new Set([409]));
  const refused = answers[50];
  assert.deepEqual(refused?.body, {
    statusCode: 429,
    message: 'Rate limit is exceeded. Try again in 1 seconds.',
  });
  assert.equal(refused.headers.get('retry-after'), '1');
  partner.client.sandbox.clock.move(1_000);
  assert.equal((await consent(partner, { customer: customerA })).status, 409);
});
