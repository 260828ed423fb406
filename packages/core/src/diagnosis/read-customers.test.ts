import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiPorts } from '../../test/an-api.ts';
import { anAnswer, customer, errorOf, partner } from '../../test/builders.ts';
import { createApis } from '../apis/apis.ts';
import type { Fetch } from '../ports.ts';
import { Secret } from '../secret.ts';
import { readCustomers } from './read-customers.ts';

const baseUrl = 'https://graph.microsoft.com';
const group = '869cec5d-09b4-4d0e-b7a1-e0a1b1a3f1a1';
const other = '2f0e9d6e-0a3b-4b53-9a71-5a7e3a1c2b11';
const role = '158c047a-c907-4556-b7ef-446551a6b5f7';

const aRelationship = (id: string, status = 'active', tenantId: string = customer) => ({
  id,
  status,
  customer: { tenantId, displayName: 'Contoso' },
});
const anAssignment = (of: string, status = 'active') => ({
  id: of,
  status,
  accessContainer: { accessContainerId: of.toUpperCase() },
  accessDetails: { unifiedRoles: [{ roleDefinitionId: role }] },
});

/** Graph in which the account is in one group. @param assignments of each relationship, by its id; a number is a refusal */
function aGraph(
  relationships: readonly object[],
  assignments: Readonly<Record<string, readonly object[] | number>>,
) {
  const fetch: Fetch = async ({ url, body }) => {
    const { pathname } = new URL(url);
    if (pathname === '/v1.0/me/transitiveMemberOf') return anAnswer({ value: [{ id: group }] });
    if (pathname.endsWith('/delegatedAdminRelationships')) return anAnswer({ value: relationships });
    assert.equal(pathname, '/v1.0/$batch');
    const { requests } = JSON.parse(body ?? '') as { requests: { id: string; url: string }[] };
    return anAnswer({
      responses: requests.map(({ id, url: path }) => {
        const found = assignments[path.split('/').at(-2) ?? ''] ?? [];
        return typeof found === 'number'
          ? { id, status: found, headers: {}, body: {} }
          : { id, status: 200, headers: {}, body: { value: found } };
      }),
    });
  };
  const apis = createApis(apiPorts(fetch), () => async () => ({ value: Secret.of('a'), baseUrl }));
  return apis.graph({ partner });
}

test('a role counts by a group of the account, an assignment that is active and a relationship in force', async () => {
  const graph = aGraph(
    [aRelationship('a'), aRelationship('b', 'terminated'), aRelationship('c', 'created')],
    {
      a: [anAssignment(group), anAssignment(other)],
      b: [anAssignment(group)],
    },
  );
  const { customers, leftOff } = await readCustomers(graph);
  assert.deepEqual([customers, leftOff], [[{ customer, name: 'Contoso', roles: new Set([role]) }], 0]);
});

test('a role of another group, or one that is not yet given, is none; those of several relationships are joined', async () => {
  const rolesOf = async (a: readonly object[], b: readonly object[]) => {
    const found = await readCustomers(aGraph([aRelationship('a'), aRelationship('b', 'expiring')], { a, b }));
    return found.customers.map(({ roles }) => [...roles]);
  };
  assert.deepEqual(await rolesOf([anAssignment(other)], [anAssignment(group, 'pending')]), [[]]);
  assert.deepEqual(await rolesOf([anAssignment(other)], [anAssignment(group)]), [[role]]);
});

test('of more than a hundred relationships it says how many were not looked at', async () => {
  const many = Array.from({ length: 103 }, (_, index) => aRelationship(`r${index}`));
  assert.equal((await readCustomers(aGraph(many, {}))).leftOff, 3);
});

test('one relationship whose assignments are refused makes the whole unread: half of it would pass for all', async () => {
  const graph = aGraph([aRelationship('a'), aRelationship('b')], { a: [anAssignment(group)], b: 403 });
  assert.equal((await errorOf(() => readCustomers(graph))).code, 'api_forbidden');
});
