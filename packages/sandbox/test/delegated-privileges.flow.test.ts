import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { Relationship, World } from '../src/index.ts';
import { aUserOf } from './a-world.ts';
import {
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
  anAccount,
  claimsOf,
  createExampleClient,
  parseJson,
} from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';

const DAY_MS = 24 * 60 * 60_000;
const HOME = DEFAULT_TENANTS.partnerOne;
const { customerA } = DEFAULT_TENANTS;
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/** The default world with another relationship between partner one and customer A. */
function aWorldWithRelationship(changes: Partial<Relationship>): World {
  const world = defaultWorld();
  world.relationships = world.relationships.map((relationship) =>
    relationship.customerTenantId === customerA ? { ...relationship, ...changes } : relationship,
  );
  return world;
}

const DAP = { kind: 'dap', roles: [], userObjectIds: [] } as const satisfies Partial<Relationship>;

async function listCustomers(client: ExampleClient, refreshToken: string): Promise<string[]> {
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME);
  const response = await client.get('partnerCenter', '/v1/customers', body['access_token'] ?? '');
  return parseJson<{ items: { id: string }[] }>(await response.text()).items.map(({ id }) => id);
}

async function allowsDelegatedAccess(client: ExampleClient, refreshToken: string): Promise<unknown> {
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME);
  const response = await client.get(
    'partnerCenter',
    `/v1/customers/${customerA}`,
    body['access_token'] ?? '',
  );
  return parseJson<{ allowDelegatedAccess: boolean }>(await response.text()).allowDelegatedAccess;
}

function codesOf({ body }: TokenAnswer): number[] | undefined {
  return body.error_codes;
}

test('DAP makes a member of AdminAgents a Global Administrator of the customer', async () => {
  const client = await createExampleClient(aWorldWithRelationship(DAP));
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, customerA);
  assert.deepEqual(claimsOf(body['access_token'])['wids'], [GLOBAL_ADMINISTRATOR]);
  const users = await client.get('graph', '/v1.0/users', body['access_token'] ?? '');
  assert.equal(users.status, 200);
});

test('AADSTS50020: with DAP, a user who leaves AdminAgents has no business at the customer', async () => {
  const client = await createExampleClient(aWorldWithRelationship(DAP));
  const refreshToken = await client.connect(anAccount('service'));
  aUserOf(client.sandbox.world, 'service@partner-one.example').groups = ['SalesAgents'];
  const refused = await client.refresh(refreshToken, GRAPH_SCOPE, customerA);
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused)],
    [400, 'invalid_grant', [50020]],
  );
});

test('AADSTS50020: privileges that ended give no token, and the tenant is still a customer', async () => {
  for (const kind of [{}, DAP]) {
    const world = aWorldWithRelationship({ ...kind, endsAt: Date.now() + DAY_MS });
    const client = await createExampleClient(world);
    const refreshToken = await client.connect(anAccount('service'));
    const before = await client.refresh(refreshToken, GRAPH_SCOPE, customerA);
    assert.equal(before.status, 200);
    client.sandbox.clock.move(DAY_MS);
    assert.deepEqual(codesOf(await client.refresh(refreshToken, GRAPH_SCOPE, customerA)), [50020]);
    assert.ok((await listCustomers(client, refreshToken)).includes(customerA));
    assert.equal(await allowsDelegatedAccess(client, refreshToken), false);
  }
});

test('AADSTS50020: a partner’s user who is a guest of the customer too does not come through GDAP', async () => {
  const client = await createExampleClient();
  const { world } = client.sandbox;
  const refreshToken = await client.connect(anAccount('service'));
  const user = aUserOf(world, 'service@partner-one.example');
  world.users.push({
    ...structuredClone(user),
    objectId: '50000000-0000-4000-8000-000000000001',
    tenantId: customerA,
    userPrincipalName: 'service_partner-one.example#EXT#@customer-a.example',
    guestOf: HOME,
    mail: user.userPrincipalName,
  });
  assert.deepEqual(codesOf(await client.refresh(refreshToken, GRAPH_SCOPE, customerA)), [50020]);
});

test('an access token does nothing in a tenant where the privileges ended', async () => {
  const client = await createExampleClient(aWorldWithRelationship({ endsAt: Date.now() + 10 * 60_000 }));
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, customerA);
  const list = (): Promise<Response> => client.get('graph', '/v1.0/users', body['access_token'] ?? '');
  assert.equal((await list()).status, 200);
  client.sandbox.clock.move(11 * 60_000);
  assert.equal((await list()).status, 403);
});
