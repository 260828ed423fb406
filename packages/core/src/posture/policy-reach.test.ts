import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anAccountOfGraph, aPolicyOfGraph, aSide } from '../../test/a-posture.ts';
import { reachOf } from './policy-reach.ts';
import type { PolicySide } from './sources/sources.ts';

const memberships = { groups: new Map(), roles: new Map() } as const;

const people = {
  guest: anAccountOfGraph('eva', { name: 'eva_fabrikam.example#ext#@contoso.example', isGuest: true }),
  external: anAccountOfGraph('ida', { name: 'ida_fabrikam.example#ext#@contoso.example' }),
  unmarked: anAccountOfGraph('tom', { isGuest: true }),
  member: anAccountOfGraph('anna'),
} as const;

/** Whom a policy reaches that is for these, or leaves these out. */
function reachOfAll(change: { readonly users: PolicySide } | { readonly excluded: PolicySide }) {
  const policy = aPolicyOfGraph(change);
  return Object.values(people).map((account) => reachOf(policy, account, memberships));
}

test('a policy for kinds of guests reaches those of that kind, and nothing good is taken of the others', () => {
  const of = (...guests: readonly string[]) => reachOfAll({ users: aSide({ guests }) });
  const no = 'not-included';
  assert.deepEqual(of('b2bCollaborationGuest'), ['reached', no, 'unknown', no]);
  assert.deepEqual(of('internalGuest'), [no, no, 'reached', no]);
  assert.deepEqual(of('b2bCollaborationMember'), [no, 'reached', no, no]);
  assert.deepEqual(of('internalGuest', 'b2bCollaborationGuest'), ['reached', no, 'reached', no]);
});

test('a policy for the guests of some tenants is known to reach nobody who was invited', () => {
  const guests = ['internalGuest', 'b2bCollaborationGuest'];
  const some = aSide({ guests, isOfSomeTenants: true });
  assert.deepEqual(reachOfAll({ users: some }), ['unknown', 'not-included', 'reached', 'not-included']);
  assert.deepEqual(reachOfAll({ excluded: some }), ['unknown', 'reached', 'guest', 'reached']);
});

test('a policy that leaves out members of other tenants does not reach those who were invited as members', () => {
  const members = aSide({ guests: ['b2bCollaborationMember'] });
  assert.deepEqual(reachOfAll({ excluded: members }), ['reached', 'guest', 'reached', 'reached']);
  const all = aSide({ users: ['GuestsOrExternalUsers'] });
  assert.deepEqual(reachOfAll({ excluded: all }), ['guest', 'guest', 'guest', 'reached']);
});
