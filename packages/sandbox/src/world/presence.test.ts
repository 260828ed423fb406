import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from './default-world.ts';
import { findUserByLogin } from './find.ts';
import { findPresence, findUserByPresence } from './presence.ts';
import type { Relationship, User, World } from './types.ts';

const { customerA } = DEFAULT_TENANTS;
const ENDS_AT = 1_800_000_000_000;

function aWorld(changes: Partial<Relationship>): { world: World; user: User } {
  const world = defaultWorld();
  world.relationships = world.relationships.map((relationship) => ({ ...relationship, ...changes }));
  const user = findUserByLogin(world, 'service@partner-one.example');
  assert.ok(user);
  return { world, user };
}

for (const [name, changes] of [
  ['GDAP', {}],
  ['DAP', { kind: 'dap', roles: [], userObjectIds: [] }],
] as const) {
  test(`${name} holds until the instant at which it ends, and the object id leads back to the user`, () => {
    const { world, user } = aWorld({
      ...(structuredClone(changes) as Partial<Relationship>),
      endsAt: ENDS_AT,
    });
    const before = { world, clock: { now: () => ENDS_AT - 1 } };
    const after = { world, clock: { now: () => ENDS_AT } };
    const presence = findPresence(before, user, customerA);
    assert.equal(presence?.kind, 'delegated');
    assert.equal(findUserByPresence(before, customerA, presence.objectId), user);
    assert.equal(findPresence(after, user, customerA), undefined);
    assert.equal(findUserByPresence(after, customerA, presence.objectId), undefined);
  });
}

test('with DAP the roles are those of a Global Administrator, for members of AdminAgents alone', () => {
  const { world, user } = aWorld({ kind: 'dap', roles: [], userObjectIds: [] });
  const source = { world, clock: { now: () => 0 } };
  assert.deepEqual(findPresence(source, user, customerA)?.roles, ['Global Administrator']);
  user.groups = ['HelpdeskAgents'];
  assert.equal(findPresence(source, user, customerA), undefined);
});
