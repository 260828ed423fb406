import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { World } from '@consentry/sandbox';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import { aFleet, rowsOf, sweep } from './a-fleet.ts';
import { letRead } from './a-posture.ts';

const customersOf = (world: World): readonly string[] =>
  world.tenants.filter(({ kind }) => kind === 'customer').map(({ id }) => id);

/** How many accounts of a tenant can sign in. */
const enabledIn = (world: World, tenant: string): number =>
  world.users.filter(({ tenantId, state }) => tenantId === tenant && state !== 'disabled').length;

test('posture says of each customer who is asked for MFA, what is wrong, and what could not be read', async () => {
  await using fleet = await aFleet({
    customers: 3,
    world(world) {
      const [covered = '', bare = ''] = customersOf(world);
      letRead(world, [covered, bare]);
      world.conditionalAccess.push(aPolicy({ tenantId: covered }));
      for (const user of world.users) if (user.tenantId === covered) user.totpSecret = 'JBSWY3DPEHPK3PXP';
    },
  });
  const { t, partners, customers } = fleet;
  const ended = await sweep(t, { task: 'posture', partners });
  assert.deepEqual([ended.done, ended.failed, ended.rows], [3, {}, 3], JSON.stringify(ended.causes));
  const rows = await rowsOf(t, ended.id);
  const [covered, bare, closed] = customers.map((id) => rows.find(({ customer }) => customer === id));
  const [first = '', second = '', third = ''] = customers;
  const { world } = t.sandbox;
  const ofCovered = {
    plan: 'p1',
    accounts: enabledIn(world, first),
    accountsUnknown: 0,
    percentWithMfa: 100,
  };
  assert.partialDeepStrictEqual(covered, { ...ofCovered, high: 0, highFindings: '', unread: '' });
  const ofBare = { plan: 'p1', accounts: enabledIn(world, second), percentWithMfa: 0, high: 2, unread: '' };
  assert.partialDeepStrictEqual(bare, { ...ofBare, highFindings: 'account_no_method tenant_asks_no_mfa' });
  // Where nothing was said of policies nobody is known to be covered, and nothing is known to be wrong.
  const many = enabledIn(world, third);
  assert.partialDeepStrictEqual(closed, {
    accounts: many,
    accountsUnknown: many,
    percentWithMfa: 0,
    high: 0,
  });
  assert.match(String(closed?.['unread']), /^registrations:api_forbidden .*policies:api_forbidden/);
});

test('a customer whose Graph is throttled is done later, and one source that fails is unread', async () => {
  await using fleet = await aFleet({ customers: 2, world: (world) => letRead(world, customersOf(world)) });
  const { t, partners, customers } = fleet;
  const [throttled = '', failing = ''] = customers;
  const path = '/v1.0/domains';
  const throttle = t.sandbox.control.playFault({
    service: 'graph',
    tenant: throttled,
    path,
    fault: { kind: 'answer', status: 429, headers: { 'Retry-After': '60' } },
  });
  t.sandbox.control.playFault({
    service: 'graph',
    tenant: failing,
    path,
    times: 'always',
    fault: { kind: 'answer', status: 500 },
  });
  const ended = await sweep(t, { task: 'posture', partners });
  assert.deepEqual([ended.done, ended.failed], [2, {}], JSON.stringify(ended.causes));
  assert.equal(throttle.played(), 1);
  const rows = await rowsOf(t, ended.id);
  const unreadOf = (id: string) => rows.find(({ customer }) => customer === id)?.['unread'];
  assert.deepEqual([unreadOf(throttled), unreadOf(failing)], ['', 'domains:api_unavailable']);
});

test('a dead grant is the partner’s, and a dry run asks no customer', async () => {
  await using fleet = await aFleet({ customers: 2 });
  const { t, partners } = fleet;
  const before = t.sandbox.ledger.requests({ service: 'graph' }).length;
  const dry = await sweep(t, { task: 'posture', partners, dryRun: true });
  assert.equal(dry.done, 2);
  assert.equal(t.sandbox.ledger.requests({ service: 'graph' }).length, before);
  t.sandbox.control.revokeSessions(t.user('service', partners[0]).objectId);
  const ended = await sweep(t, { task: 'posture', partners });
  assert.deepEqual([ended.done, ended.failed], [0, { consent: 2 }], JSON.stringify(ended.causes));
});
