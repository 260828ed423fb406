import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultWorld } from './default-world.ts';

test('no two records of the default world share an array', () => {
  const world = defaultWorld();
  const lists = [
    ...world.relationships.flatMap(({ roles, userObjectIds }) => [roles, userObjectIds]),
    ...[...world.consents, ...world.applications.flatMap(({ requiredScopes }) => requiredScopes)].map(
      ({ scopes }) => scopes,
    ),
    ...world.users.flatMap(({ groups, directoryRoles }) => [groups, directoryRoles]),
    ...world.servicePrincipals.map(({ roles }) => roles),
  ];
  assert.equal(new Set(lists).size, lists.length);
  assert.notEqual(defaultWorld().users[0]?.groups, world.users[0]?.groups);
});
