import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { Relationship } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount, createExampleClient } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

const { customerA } = DEFAULT_TENANTS;
const DAP = { kind: 'dap', roles: [], userObjectIds: [] } as const satisfies Partial<Relationship>;

/** A client in the default world, where partner one has other privileges at customer A. */
async function aClientWith(changes: Partial<Relationship>): Promise<ExampleClient> {
  const world = defaultWorld();
  for (const relationship of world.relationships)
    if (relationship.customerTenantId === customerA) Object.assign(relationship, changes);
  return createExampleClient(world);
}

test('AADSTS50079: a partner’s user without MFA gets no token for a customer, by GDAP or DAP', async () => {
  for (const changes of [{}, DAP]) {
    const client = await aClientWith(changes);
    const refreshToken = await client.connect(anAccount('no-mfa'));
    const refused = await client.refresh(refreshToken, GRAPH_SCOPE, customerA);
    assert.deepEqual([refused.status, refused.body.error_codes], [400, [50079]]);
  }
});

test('AADSTS50076: a sign-in without MFA of a partner’s user who could do it', async () => {
  const world = defaultWorld();
  for (const tenant of world.tenants) tenant.mfa = 'when-asked';
  const client = await createExampleClient(world);
  const refreshToken = await client.connect(anAccount('service'));
  const refused = await client.refresh(refreshToken, GRAPH_SCOPE, customerA);
  assert.deepEqual(refused.body.error_codes, [50076]);
  assert.match(refused.body['claims'] ?? '', /polids/);
});

test('a partner’s user who signs in at a customer is asked for a code, though the customer does not ask its own', async () => {
  const world = defaultWorld();
  for (const tenant of world.tenants) tenant.mfa = 'when-asked';
  const client = await createExampleClient(world);
  const options = { tenant: customerA, changes: { scope: 'https://graph.microsoft.com/User.Read openid' } };
  const { totpSecret: _, ...withoutCode } = anAccount('service');
  const stuck = await client.consent(withoutCode, options);
  assert.match(stuck['page'] ?? '', /code/i);
  const { code } = await client.consent(anAccount('service'), options);
  assert.ok(code);
});

test('AADSTS50079: a partner’s user without MFA who signs in at a customer', async () => {
  const client = await createExampleClient();
  const changes = { scope: 'https://graph.microsoft.com/User.Read openid' };
  const refused = await client.consent(anAccount('no-mfa'), { tenant: customerA, changes });
  assert.match(refused['page'] ?? '', /AADSTS50079/);
});
