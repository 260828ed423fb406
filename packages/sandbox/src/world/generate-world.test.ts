import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateWorld } from './generate-world.ts';
import { readWorld } from './read-world.ts';

test('makes the same world from the same seed, and another from another', () => {
  const options = { seed: 'one', customers: 20 };
  assert.deepEqual(generateWorld(options), generateWorld(options));
  assert.notDeepEqual(generateWorld(options), generateWorld({ ...options, seed: 'two' }));
});

test('a larger world begins with the smaller one', () => {
  const small = generateWorld({ seed: 1, customers: 5 });
  const large = generateWorld({ seed: 1, customers: 50 });
  assert.deepEqual(large.tenants.slice(0, small.tenants.length), small.tenants);
  assert.deepEqual(large.users.slice(0, small.users.length), small.users);
});

test('a generated world has nothing wrong with it', () => {
  const shares = { withoutConsent: 0.2, withoutGdap: 0.2, withDisabledApplication: 0.2 };
  const world = generateWorld({ seed: 1, customers: 300, partners: 3, shares });
  assert.deepEqual(readWorld(JSON.stringify(world)), world);
});

test('deals the customers out to the partners, and leaves out what the shares say', () => {
  const shares = { withoutConsent: 0.5, withoutGdap: 0.1, withDisabledApplication: 0 };
  const world = generateWorld({ seed: 1, customers: 1000, partners: 2, shares });
  assert.equal(new Set(world.relationships.map(({ partnerTenantId }) => partnerTenantId)).size, 2);
  const consents = world.consents.length - 3;
  const withoutGdap = world.relationships.filter(({ userObjectIds }) => userObjectIds.length === 0).length;
  assert.ok(consents > 400 && consents < 600, String(consents));
  assert.ok(withoutGdap > 60 && withoutGdap < 140, String(withoutGdap));
  assert.ok(world.servicePrincipals.every(({ state }) => state === 'enabled'));
});

test('no two of its records share an array', () => {
  const world = generateWorld({ seed: 1, customers: 3 });
  const lists = [
    ...world.relationships.flatMap(({ roles, userObjectIds }) => [roles, userObjectIds]),
    ...world.consents.map(({ scopes }) => scopes),
    ...world.users.flatMap(({ groups, directoryRoles }) => [groups, directoryRoles]),
  ];
  assert.equal(new Set(lists).size, lists.length);
});

test('a partner may have any number of users of its own, with a share of everything', () => {
  const partnerShares = { withoutMfa: 0.2, disabled: 0.1, guests: 0.1, synced: 0.5 };
  const world = generateWorld({ seed: 1, customers: 2, usersPerPartner: 1000, partnerShares });
  assert.deepEqual(readWorld(JSON.stringify(world)), world);
  const staff = world.users.filter(({ displayName }) => displayName.startsWith('Staff'));
  const disabled = staff.filter(({ state }) => state === 'disabled').length;
  assert.equal(staff.length, 1000);
  assert.ok(disabled > 60 && disabled < 140, String(disabled));
  assert.deepEqual(
    generateWorld({ seed: 1, customers: 2, usersPerPartner: 10, partnerShares }).users.slice(5, 15),
    staff.slice(0, 10),
  );
});

test('refuses sizes that cannot be', () => {
  for (const wrong of [{ customers: -1 }, { customers: 1.5 }, { customers: 1, partners: 0 }])
    assert.throws(() => generateWorld({ seed: 1, ...wrong }), TypeError);
  assert.throws(() => generateWorld({ seed: 1, customers: 1, shares: { withoutGdap: 2 } }), TypeError);
});
