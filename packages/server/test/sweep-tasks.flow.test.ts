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
