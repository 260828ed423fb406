import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { World } from '@consentry/sandbox';
import { type Fleet, aFleet, rowsOf, sweep } from './a-fleet.ts';

const unknownTenant = '99999999-0000-4000-8000-000000000001';

/** Leaves something out at some customers, by their numbers. */
function without(world: World, consent: readonly string[], gdap: readonly string[]): void {
  world.consents = world.consents.filter(({ tenantId }) => !consent.includes(tenantId));
  for (const relationship of world.relationships) {
    if (gdap.includes(relationship.customerTenantId)) relationship.userObjectIds = [];
  }
}

const customersOf = (world: World): readonly string[] =>
  world.tenants.filter(({ kind }) => kind === 'customer').map(({ id }) => id);

/** 200 customers, of whom ten cannot be done, each two in another way. */
async function aTroubledFleet(kind: 'sqlite' | 'postgres' = 'sqlite'): Promise<Fleet> {
  const fleet = await aFleet({
    customers: 200,
    kind,
    world(world) {
      const all = customersOf(world);
      without(world, all.slice(10, 12), all.slice(20, 22));
      for (const tenantId of all.slice(30, 32)) {
        world.conditionalAccess.push({
          tenantId,
          name: 'No one from outside',
          grant: 'block',
        } as World['conditionalAccess'][number]);
      }
    },
  });
  const { control } = fleet.t.sandbox;
  const play = (tenant: string | undefined, fault: Parameters<typeof control.playFault>[0]['fault']) =>
    control.playFault({ service: 'graph', tenant: tenant ?? '', times: 'always', fault });
  for (const tenant of fleet.customers.slice(40, 42))
    play(tenant, { kind: 'answer', status: 429, headers: { 'retry-after': '60' } });
  for (const tenant of fleet.customers.slice(50, 52)) play(tenant, { kind: 'answer', status: 500 });
  return fleet;
}

test('does 190 of 200 customers, and says of the ten others who must do what', async () => {
  await using fleet = await aTroubledFleet();
  const { t, partners } = fleet;
  const ended = await sweep(t, { task: 'users', partners });
  console.log(JSON.stringify(ended.causes, null, 1), ended.failed, ended.state, ended.total);
  assert.deepEqual([ended.state, ended.total, ended.done], ['ended', 200, 190]);
});

test('lists an unknown tenant', async () => {
  await using fleet = await aFleet({ customers: 2 });
  const ended = await sweep(fleet.t, {
    task: 'users',
    partners: fleet.partners,
    customers: [...fleet.customers, unknownTenant],
  });
  console.log(JSON.stringify(ended));
  console.log(await rowsOf(fleet.t, ended.id));
});
