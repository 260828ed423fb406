import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiPorts } from '../../../../test/an-api.ts';
import { aFetch, anAnswer, customer, errorOf, partner } from '../../../../test/builders.ts';
import type { IncomingAnswer } from '../../../ports.ts';
import { Secret } from '../../../secret.ts';
import { createApis } from '../../apis.ts';
import { approvalUrl, type Gdap } from './gdap.ts';
import type { GdapProposal } from './relationship.ts';

const base = 'https://graph.microsoft.com';
const root = `${base}/v1.0/tenantRelationships`;
const id = '5d027261-d21f-4aa9-b7db-7fa1f56fb163-8777b240-c6f0-4469-9e98-a3205431b836';
const group = '869cec5d-09b4-4d0e-b7a1-e0a1b1a3f1a1';
const reader = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';
const proposal: GdapProposal = { displayName: 'Consentry', days: 180, roles: [reader], customer };

function aGdap(...answers: IncomingAnswer[]) {
  const fetch = aFetch(...answers);
  const apis = createApis(apiPorts(fetch), () => async () => ({ value: Secret.of('a'), baseUrl: base }));
  return { gdap: apis.graph({ partner }).gdap, requests: fetch.requests, apis };
}

const list = anAnswer({ value: [{ id, extra: 1 }] });

test('lists relationships by a filter, their assignments, and customers', async () => {
  const { gdap, requests } = aGdap(list, list, list);
  assert.deepEqual(await Array.fromAsync(gdap.relationships("status eq 'active'")), [{ id, extra: 1 }]);
  await Array.fromAsync(gdap.assignments(id));
  await Array.fromAsync(gdap.customers());
  assert.deepEqual(
    requests.map(({ url }) => decodeURIComponent(url)),
    [
      `${root}/delegatedAdminRelationships?$filter=status eq 'active'`,
      `${root}/delegatedAdminRelationships/${id}/accessAssignments`,
      `${root}/delegatedAdminCustomers`,
    ],
  );
});

test('proposes a relationship, locks it, and ends it', async () => {
  const { gdap, requests } = aGdap(anAnswer({ id, status: 'created' }), anAnswer(''), anAnswer(''));
  assert.equal((await gdap.createRelationship({ ...proposal, isAutoExtended: true })).id, id);
  await gdap.lockForApproval(id);
  await gdap.terminate(id);
  assert.deepEqual(
    requests.map(({ method, url, body }) => [method, url, JSON.parse(body ?? '') as unknown]),
    [
      [
        'POST',
        `${root}/delegatedAdminRelationships`,
        {
          displayName: 'Consentry',
          duration: 'P180D',
          customer: { tenantId: customer },
          accessDetails: { unifiedRoles: [{ roleDefinitionId: reader }] },
          autoExtendDuration: 'P180D',
        },
      ],
      ['POST', `${root}/delegatedAdminRelationships/${id}/requests`, { action: 'lockForApproval' }],
      ['POST', `${root}/delegatedAdminRelationships/${id}/requests`, { action: 'terminate' }],
    ],
  );
});

test('gives roles to a group, and takes them away by their ETag', async () => {
  const { gdap, requests } = aGdap(anAnswer({ id: group, status: 'pending' }), anAnswer('', { status: 204 }));
  await gdap.createAssignment(id, { group, roles: [reader, reader] });
  await gdap.deleteAssignment(id, { id: group, '@odata.etag': 'W/"1"' });
  assert.deepEqual(JSON.parse(requests[0]?.body ?? ''), {
    accessContainer: { accessContainerId: group, accessContainerType: 'securityGroup' },
    accessDetails: { unifiedRoles: [{ roleDefinitionId: reader }] },
  });
  assert.deepEqual(
    [requests[1]?.method, requests[1]?.url, requests[1]?.headers?.['if-match']],
    ['DELETE', `${root}/delegatedAdminRelationships/${id}/accessAssignments/${group}`, 'W/"1"'],
  );
});

test('sends the customer to the page where it approves', () => {
  assert.equal(
    approvalUrl(id),
    `https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/${id}`,
  );
});

const bad: readonly [string, (gdap: Gdap) => Promise<unknown>][] = [
  ['an id of one GUID and a half', (gdap) => gdap.relationship(id.slice(0, 50))],
  ['an id that leads elsewhere', (gdap) => gdap.lockForApproval('../../users')],
  [
    'a name that is too long',
    (gdap) => gdap.createRelationship({ ...proposal, displayName: 'x'.repeat(51) }),
  ],
  ['an empty name', (gdap) => gdap.createRelationship({ ...proposal, displayName: ' ' })],
  ['more than 730 days', (gdap) => gdap.createRelationship({ ...proposal, days: 731 })],
  ['a part of a day', (gdap) => gdap.createRelationship({ ...proposal, days: 0.5 })],
  ['no roles', (gdap) => gdap.createRelationship({ ...proposal, roles: [] })],
  ['a role by its name', (gdap) => gdap.createRelationship({ ...proposal, roles: ['Global Reader'] })],
  ['a customer by its domain', (gdap) => gdap.createRelationship({ ...proposal, customer: 'contoso.com' })],
  [
    'a Global Administrator without end',
    (gdap) =>
      gdap.createRelationship({
        ...proposal,
        roles: ['62e90394-69f5-4237-9190-012177145e10'],
        isAutoExtended: true,
      }),
  ],
  ['a group by its name', (gdap) => gdap.createAssignment(id, { group: 'Helpdesk', roles: [reader] })],
  ['a deletion without an ETag', (gdap) => gdap.deleteAssignment(id, { id: group })],
  ['a deletion of no assignment', (gdap) => gdap.deleteAssignment(id, { id: '', '@odata.etag': 'x' })],
];

for (const [what, act] of bad) {
  test(`refuses ${what}, and sends nothing`, async () => {
    const { gdap, requests } = aGdap();
    assert.equal((await errorOf(() => act(gdap))).code, 'invalid_request');
    assert.equal(requests.length, 0);
  });
}

test('refuses a target with a customer: relationships are the partner’s', async () => {
  const { apis, requests } = aGdap();
  const { gdap } = apis.graph({ partner, customer });
  for (const act of [
    () => Array.fromAsync(gdap.relationships()),
    () => Array.fromAsync(gdap.customers()),
    () => gdap.createRelationship(proposal),
    () => gdap.lockForApproval(id),
  ]) {
    assert.equal((await errorOf(act)).code, 'invalid_request');
  }
  assert.equal(requests.length, 0);
});
