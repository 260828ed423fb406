import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { World } from '@consentry/sandbox';
import { aFleet, type Fleet, rowsOf, sweep } from './a-fleet.ts';

/** What a task finds at the two customers of a partner. */
async function find(fleet: Fleet, task: string, params: Record<string, string> = {}) {
  const ended = await sweep(fleet.t, { task, partners: fleet.partners, params });
  assert.deepEqual([ended.state, ended.failed], ['ended', {}], JSON.stringify(ended.causes));
  return rowsOf(fleet.t, ended.id);
}

/** The partners' own tenants let the application read their relationships. */
function consentToRelationships(world: World): void {
  const partners = world.tenants.filter(({ kind }) => kind === 'partner').map(({ id }) => id);
  for (const { tenantId, resource, scopes } of world.consents) {
    if (partners.includes(tenantId) && resource.includes('graph'))
      scopes.push('DelegatedAdminRelationship.Read.All');
  }
}

for (const [task, column, params] of [
  ['users', 'userPrincipalName', {}],
  ['subscriptions', 'offerId', {}],
  ['licences', 'skuPartNumber', {}],
  ['relationships', 'status', {}],
  ['incidents', 'incidentName', {}],
  ['hunting', 'DeviceName', { query: 'DeviceInfo | take 3' }],
] as const) {
  test(`${task} finds something at each customer`, async () => {
    await using fleet = await aFleet({ customers: 2, approvedApis: 'all', world: consentToRelationships });
    const rows = await find(fleet, task, params);
    assert.deepEqual(new Set(rows.map(({ customer }) => customer)), new Set(fleet.customers));
    assert.ok(rows.every((row) => row[column] !== undefined && row[column] !== null));
  });
}

test('plans, grants, lists and withdraws the application’s consent at every customer', async () => {
  await using fleet = await aFleet({
    customers: 2,
    world(world) {
      const [first] = world.tenants.filter(({ kind }) => kind === 'customer');
      world.consents = world.consents.filter(({ tenantId }) => tenantId !== first?.id);
    },
  });
  const { t, partners } = fleet;
  const params = { grants: [{ resource: 'graph', scopes: ['User.Read.All'] }] };
  const planned = await sweep(t, { task: 'consent-plan', partners, params });
  assert.deepEqual([planned.done, planned.failed], [2, {}], JSON.stringify(planned.causes));
  const states = (await rowsOf(t, planned.id)).map(({ state }) => String(state));
  assert.equal(new Set(states).size, 2, states.join(' '));
  const granted = await sweep(t, { task: 'consent-grant', partners, params });
  assert.deepEqual([granted.done, granted.failed], [2, {}], JSON.stringify(granted.causes));
  assert.equal((await sweep(t, { task: 'users', partners })).done, 2);
  const listed = await sweep(t, { task: 'consent-list', partners, params: {} });
  const scopes = (await rowsOf(t, listed.id)).map((row) => row['scopes']);
  assert.ok(scopes.length === 2 && scopes.every((text) => String(text).includes('User.Read.All')));
  const withdrawn = await sweep(t, { task: 'consent-withdraw', partners, params: {} });
  assert.deepEqual([withdrawn.done, withdrawn.failed], [2, {}], JSON.stringify(withdrawn.causes));
  assert.deepEqual((await sweep(t, { task: 'users', partners })).failed, { tenant: 2 });
  // Each change was recorded before it was made, and what came of it.
  const records = (await t.events())
    .map(({ type }) => type)
    .filter((type) => type.startsWith('customer_consent.'));
  const count = (type: string): number => records.filter((one) => one === `customer_consent.${type}`).length;
  assert.deepEqual([count('grant'), count('granted'), count('withdraw'), count('withdrawn')], [2, 2, 2, 2]);
});

test('a customer at which consent fails has failed, with class and remedy', async () => {
  await using fleet = await aFleet({
    customers: 3,
    world(world) {
      const [first] = world.tenants.filter(({ kind }) => kind === 'customer');
      world.consents = world.consents.filter(({ tenantId }) => tenantId !== first?.id);
      for (const one of world.relationships) if (one.customerTenantId === first?.id) one.userObjectIds = [];
    },
  });
  const params = { grants: [{ resource: 'graph', scopes: ['User.Read.All'] }] };
  const granted = await sweep(fleet.t, { task: 'consent-grant', partners: fleet.partners, params });
  assert.deepEqual([granted.done, granted.failed], [2, { tenant: 1 }], JSON.stringify(granted.causes));
  assert.match(granted.causes[0]?.remedy ?? '', /role|GDAP/i);
});

test('refuses a list of wanted permissions that is wrong, before anything begins', async () => {
  await using fleet = await aFleet({ customers: 1 });
  const body = {
    task: 'consent-grant',
    partners: fleet.partners,
    params: { grants: [{ resource: 'nothing' }] },
  };
  await assert.rejects(sweep(fleet.t, body), { code: 'invalid_request' });
});
