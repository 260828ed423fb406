import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../../world/default-world.ts';
import { findTenant, findUserByLogin } from '../../world/find.ts';
import { GRAPH } from '../../world/resources.ts';
import type { ConditionalAccessPolicy } from '../../world/types.ts';
import { listApplyingPolicies } from './list-applying-policies.ts';

/** True when a policy with these locations applies to a member's request from an address. */
function appliesFrom(address: string, locations: ConditionalAccessPolicy['locations']): boolean {
  const world = defaultWorld();
  const tenantId = DEFAULT_TENANTS.partnerOne;
  const user = findUserByLogin(world, 'service@partner-one.example');
  const tenant = findTenant(world, tenantId);
  assert.ok(user && tenant);
  world.conditionalAccess.push({
    id: '60000000-0000-4000-8000-000000000000',
    tenantId,
    displayName: 'Example policy',
    state: 'enabled',
    users: { include: 'all' },
    resources: 'all',
    grant: 'block',
    ...(locations === undefined ? {} : { locations }),
  });
  const presence = { tenantId, kind: 'member' as const, objectId: user.objectId, roles: [] };
  const attempt = { user, tenant, presence, resources: [GRAPH], clientAddress: address };
  return listApplyingPolicies(world, attempt).length === 1;
}

test('a policy without locations applies everywhere', () => {
  assert.equal(appliesFrom('203.0.113.9', undefined), true);
});

test('includes networks and single addresses, of either family', () => {
  const locations = { include: ['203.0.113.0/25', '198.51.100.7', '2001:db8::/32'] };
  for (const address of ['203.0.113.127', '198.51.100.7', '2001:db8:ffff::1']) {
    assert.equal(appliesFrom(address, locations), true, address);
  }
  for (const address of ['203.0.113.128', '198.51.100.8', '2001:db9::1', '127.0.0.1']) {
    assert.equal(appliesFrom(address, locations), false, address);
  }
});

test('what is excluded wins over what is included', () => {
  const locations = { include: ['203.0.113.0/24'], exclude: ['203.0.113.9'] };
  assert.equal(appliesFrom('203.0.113.8', locations), true);
  assert.equal(appliesFrom('203.0.113.9', locations), false);
  assert.equal(appliesFrom('203.0.113.9', { include: 'all', exclude: ['203.0.113.9'] }), false);
});
