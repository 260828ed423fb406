import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Apis, approvalUrl, createApis, isConsentryError, readApplicationId } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { createCredentialSource } from '@consentry/core/remote';
import { DEFAULT_APPLICATION, type World } from '@consentry/sandbox';
import { aBroker, customerA, customerC, fetchFrom, partnerOne, type TestBroker } from './a-broker.ts';

const reader = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451';
const graphUri = 'https://graph.microsoft.com';
const scopes = [
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Application.Read.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'DelegatedAdminRelationship.ReadWrite.All',
];

/** The application may do more in Graph, and the service account manages users of customer A. */
function withRights({ consents, applications, relationships }: World): void {
  for (const consent of consents) if (consent.resource === graphUri) consent.scopes.push(...scopes);
  for (const { requiredScopes } of applications) {
    for (const one of requiredScopes ?? []) if (one.resource === graphUri) one.scopes.push(...scopes);
  }
  for (const one of relationships)
    if (one.customerTenantId === customerA) one.roles.push('User Administrator');
}

async function apisOf(t: TestBroker): Promise<Apis> {
  await t.aConnectedPartner();
  const broker = await t.aCaller({ partnerTenant: true, resources: ['graph'] });
  const timer = {
    elapsed: () => t.sandbox.clock.now(),
    wait: async (ms: number) => t.sandbox.control.moveClock(ms),
  };
  const ports = { fetch: fetchFrom(t.sandbox), timer, random: systemRandom };
  return createApis(ports, (target) => createCredentialSource(broker, target));
}

const aGraph = (): Promise<TestBroker> => aBroker({ world: withRights });

test('finds the application in a customer’s tenant, what was consented to, and users by fields', async () => {
  await using t = await aGraph();
  const graph = (await apisOf(t)).graph({ partner: partnerOne, customer: customerA });
  const own = await graph.findServicePrincipal(readApplicationId(DEFAULT_APPLICATION.clientId));
  assert.ok(own);
  const api = await graph.findServicePrincipal(readApplicationId('00000003-0000-0000-c000-000000000000'));
  const grants = await Array.fromAsync(graph.permissionGrants(own.id));
  assert.ok(
    grants.some(({ resourceId, scope }) => resourceId === api?.id && scope?.includes('User.Read.All')),
  );
  const nobody = readApplicationId('99999999-9999-4999-8999-999999999999');
  assert.equal(await graph.findServicePrincipal(nobody), undefined);
  const users = await Array.fromAsync(graph.users({ select: ['id', 'userPrincipalName'] }));
  assert.deepEqual(Object.keys(users[0] ?? {}).toSorted(), ['id', 'userPrincipalName']);
});

test('proposes a GDAP relationship, and with the customer’s approval and a group of ours there is access', async () => {
  await using t = await aGraph();
  const apis = await apisOf(t);
  const { gdap, memberships } = apis.graph({ partner: partnerOne });
  const inC = apis.graph({ partner: partnerOne, customer: customerC });
  await assert.rejects(Array.fromAsync(inC.users()), (error) => isConsentryError(error, 'tenant_setup'));

  const { id, status } = await gdap.createRelationship({
    displayName: 'Read for a while',
    days: 30,
    roles: [reader],
    customer: customerC,
  });
  assert.equal(status, 'created');
  await gdap.lockForApproval(id);
  assert.match(approvalUrl(id), new RegExp(`/${id}$`));
  t.sandbox.control.approveRelationship(id);
  assert.equal((await gdap.relationship(id)).status, 'active');
  const active = await Array.fromAsync(gdap.relationships("status eq 'active'"));
  assert.ok(active.some((one) => one.id === id));

  const groups = await Array.fromAsync(memberships());
  const group = groups.find(({ displayName }) => displayName === 'AdminAgents')?.id ?? '';
  await gdap.createAssignment(id, { group, roles: [reader] });
  const [assignment] = await Array.fromAsync(gdap.assignments(id));
  assert.ok(assignment);
  assert.equal(assignment.accessContainer?.accessContainerId, group);
  // The broker asks a tenant that has just refused once a minute.
  t.sandbox.control.moveClock(60_000);
  assert.ok((await Array.fromAsync(inC.users())).length > 0);
  assert.ok((await Array.fromAsync(gdap.customers())).some(({ tenantId }) => tenantId === customerC));

  const stale = { ...assignment, '@odata.etag': 'W/"another"' };
  await assert.rejects(gdap.deleteAssignment(id, stale), { code: 'api_changed' });
  await gdap.deleteAssignment(id, assignment);
});

test('makes 45 requests by three calls; what Graph throttles alone is made again when it may be', async () => {
  await using t = await aGraph();
  const graph = (await apisOf(t)).graph({ partner: partnerOne, customer: customerA });
  const [user] = await Array.fromAsync(graph.users());
  assert.ok(user);
  const throttled = {
    status: 429,
    headers: { 'retry-after': '7' },
    body: '{"error":{"code":"TooManyRequests"}}',
  };
  t.sandbox.control.playFault({
    service: 'graph',
    method: 'GET',
    path: `/v1.0/users/${user.id}`,
    times: 2,
    fault: { kind: 'answer', ...throttled },
  });
  const start = t.sandbox.clock.now();
  t.sandbox.ledger.clear();
  const read = { method: 'GET', path: `/v1.0/users/${user.id}?$select=id` } as const;
  const outcomes = await graph.batch([
    ...Array.from({ length: 44 }, () => read),
    { method: 'GET', path: '/v1.0/users/nobody@nowhere.example' },
  ]);
  assert.deepEqual(
    outcomes.slice(0, 44).map((one) => one.ok && (one.json as { id: string }).id),
    Array<string>(44).fill(user.id),
  );
  const last = outcomes.at(-1);
  assert.ok(last?.ok === false && last.error.code === 'api_not_found');
  assert.ok(t.sandbox.clock.now() - start >= 7_000);
  const made = t.sandbox.ledger.apiCalls().map(({ path, status }) => `${status} ${path}`);
  assert.equal(made.filter((one) => one.includes('$batch')).length, 4);
});
