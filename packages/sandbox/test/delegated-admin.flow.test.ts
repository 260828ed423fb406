import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount } from './example-client.ts';
import { aUserInGraph, anApplicationInGraph, valueOf, worldOfGraph } from './graph-client.ts';
import type { GraphCaller } from './graph-client.ts';
import { aPartnerCenterToken, createApiCaller } from './api-client.ts';
import type { ApiCaller } from './api-client.ts';
import { graphErrorOf, read, write } from './write-call.ts';

const { partnerOne, customerA, customerC, customerD } = DEFAULT_TENANTS;
const PATH = '/tenantRelationships/delegatedAdminRelationships';
const READER = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451';
const SCOPES = [
  'User.Read',
  'User.Read.All',
  'Directory.Read.All',
  'DelegatedAdminRelationship.ReadWrite.All',
];
const DAY_MS = 86_400_000;

const aPartner = (scopes = SCOPES): Promise<GraphCaller> =>
  aUserInGraph(worldOfGraph({ scopes }), partnerOne);

const aProposal = (changes: object = {}): object => ({
  displayName: 'Read for a while',
  duration: 'P30D',
  customer: { tenantId: customerC, displayName: 'Customer C' },
  accessDetails: { unifiedRoles: [{ roleDefinitionId: READER }] },
  ...changes,
});

/** The id of a group of the partner, as its member sees it. */
async function groupIdOf(partner: GraphCaller, name: string): Promise<string> {
  const found = valueOf(await partner.get('/me/memberOf')).find((one) => one['displayName'] === name);
  return String(found?.['id']);
}

/** The numbers with which the token endpoint refuses a token for Graph in a customer's tenant, and undefined when it gives one. */
async function refusalAt(partner: GraphCaller, tenant: string): Promise<number[] | undefined> {
  const refreshToken = await partner.client.connect(anAccount('service'));
  return (await partner.client.refresh(refreshToken, GRAPH_SCOPE, tenant)).body.error_codes;
}

test('a partner has the relationships of the world, and pages and filters them', async () => {
  const partner = await aPartner();
  const all = valueOf(await partner.get(PATH));
  assert.equal(all.length, 3);
  const [first] = all;
  assert.deepEqual(first?.['customer'], { tenantId: customerA, displayName: 'Customer A' });
  assert.equal(first?.['status'], 'active');
  assert.ok(JSON.stringify(first?.['accessDetails']).includes(READER));
  const page = await partner.get(`${PATH}?$top=2`);
  assert.equal(valueOf(page).length, 2);
  assert.match(String(page.body['@odata.nextLink']), /\$skiptoken=/);
  const ofC = valueOf(
    await partner.get(`${PATH}?$filter=customer/tenantId eq '${customerC}' and status eq 'active'`),
  );
  assert.equal(ofC.length, 1);
  assert.deepEqual(valueOf(await partner.get(`${PATH}?$filter=status eq 'created'`)), []);
  const one = await partner.get(`${PATH}/${String(first['id'])}`);
  assert.equal(one.body['id'], first['id']);
  assert.deepEqual(graphErrorOf(await partner.get(`${PATH}/nothing`)), [404, 'Request_ResourceNotFound']);
  const customers = valueOf(await partner.get('/tenantRelationships/delegatedAdminCustomers'));
  assert.equal(customers.length, 3);
});

test('a relationship goes from a draft over approval and a group to access, and ends by the clock', async () => {
  const partner = await aPartner();
  const { control } = partner.client.sandbox;
  assert.deepEqual(await refusalAt(partner, customerC), [50020]);

  const created = await partner.send('POST', PATH, aProposal());
  assert.deepEqual([created.status, created.body['status']], [201, 'created']);
  const id = String(created.body['id']);
  assert.throws(() => control.approveRelationship(id), /waits for approval/);
  const locked = await partner.send('POST', `${PATH}/${id}/requests`, { action: 'lockForApproval' });
  assert.deepEqual([locked.status, locked.body['status']], [201, 'succeeded']);
  assert.equal((await partner.get(`${PATH}/${id}`)).body['status'], 'approvalPending');
  assert.throws(() => control.approveRelationship(id, customerD), /whom it is proposed to/);
  control.approveRelationship(id);
  assert.equal((await partner.get(`${PATH}/${id}`)).body['status'], 'active');
  assert.deepEqual(await refusalAt(partner, customerC), [50020], 'nobody has its roles yet');

  const assignment = {
    accessContainer: {
      accessContainerId: await groupIdOf(partner, 'AdminAgents'),
      accessContainerType: 'securityGroup',
    },
    accessDetails: { unifiedRoles: [{ roleDefinitionId: READER }] },
  };
  const given = await partner.send('POST', `${PATH}/${id}/accessAssignments`, assignment);
  assert.deepEqual([given.status, given.body['status']], [201, 'pending']);
  const again = await partner.send('POST', `${PATH}/${id}/accessAssignments`, assignment);
  assert.deepEqual(graphErrorOf(again), [409, 'Conflict']);
  const [listed] = valueOf(await partner.get(`${PATH}/${id}/accessAssignments`));
  assert.equal(listed?.['status'], 'active');
  assert.equal(await refusalAt(partner, customerC), undefined);

  control.moveClock(30 * DAY_MS);
  assert.deepEqual(await refusalAt(partner, customerC), [50020]);
  const later = await aTokenOf(partner);
  assert.equal((await later.get(`/v1.0${PATH}/${id}`)).body['status'], 'expired');
});

/** The same partner with a new token: the old one is over. */
async function aTokenOf({ client }: GraphCaller): Promise<ApiCaller> {
  const { body } = await client.refresh(await client.connect(anAccount('service')), GRAPH_SCOPE, partnerOne);
  return createApiCaller(client, 'graph', body['access_token'] ?? '');
}

test('who is named by a relationship itself is in the group that its assignment is of, by another group', async () => {
  const partner = await aPartner();
  const [first] = valueOf(await partner.get(`${PATH}?$filter=customer/tenantId eq '${customerA}'`));
  const [declared] = valueOf(await partner.get(`${PATH}/${String(first?.['id'])}/accessAssignments`));
  const container = declared?.['accessContainer'] as { accessContainerId: string };
  const groupsAt = async (path: string) => valueOf(await partner.get(path)).map(({ id }) => id);
  const groups = await groupsAt('/me/transitiveMemberOf');
  assert.ok(groups.includes(container.accessContainerId));
  assert.ok(groups.includes(await groupIdOf(partner, 'AdminAgents')));
  assert.ok(!(await groupsAt('/me/memberOf')).includes(container.accessContainerId));
});

test('a change of an access assignment wants its ETag, and takes effect', async () => {
  const partner = await aPartner();
  const { world } = partner.client.sandbox;
  const [first] = valueOf(await partner.get(`${PATH}?$filter=customer/tenantId eq '${customerA}'`));
  const path = `${PATH}/${String(first?.['id'])}/accessAssignments`;
  const [declared] = valueOf(await partner.get(path));
  const one = `${path}/${String(declared?.['id'])}`;
  const remove = (headers: Record<string, string>) =>
    write(partner.client, {
      service: 'graph',
      method: 'DELETE',
      path: `/v1.0${one}`,
      token: partner.token,
      headers,
    });
  assert.equal((await remove({})).status, 428);
  assert.equal((await remove({ 'if-match': '"another"' })).status, 412);
  assert.equal(await refusalAt(partner, customerA), undefined);
  assert.equal((await remove({ 'if-match': String(declared?.['@odata.etag']) })).status, 204);
  assert.deepEqual(await refusalAt(partner, customerA), [50020]);

  const accessContainer = {
    accessContainerId: await groupIdOf(partner, 'AdminAgents'),
    accessContainerType: 'securityGroup',
  };
  const all = { unifiedRoles: [{ roleDefinitionId: READER }] };
  const made = await partner.send('POST', path, { accessContainer, accessDetails: all });
  const readers = { unifiedRoles: [{ roleDefinitionId: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b' }] };
  const assignment = await partner.get(`${path}/${String(made.body['id'])}`);
  const changed = await write(partner.client, {
    service: 'graph',
    method: 'PATCH',
    path: `/v1.0${path}/${String(made.body['id'])}`,
    token: partner.token,
    body: { accessDetails: readers },
    headers: { 'if-match': String(assignment.body['@odata.etag']) },
  });
  assert.equal(changed.status, 204);
  const relationship = world.relationships.find(({ customerTenantId }) => customerTenantId === customerA);
  assert.deepEqual(
    relationship?.assignments?.map(({ roles }) => roles),
    [['Directory Readers']],
  );
});

test('a relationship can be ended before its time, once', async () => {
  const partner = await aPartner();
  const [first] = valueOf(await partner.get(PATH));
  const path = `${PATH}/${String(first?.['id'])}`;
  assert.equal((await partner.send('POST', `${path}/requests`, { action: 'terminate' })).status, 201);
  assert.equal((await partner.get(path)).body['status'], 'terminated');
  assert.deepEqual(await refusalAt(partner, customerA), [50020]);
  assert.equal((await partner.send('POST', `${path}/requests`, { action: 'terminate' })).status, 400);
  const customers = valueOf(await partner.get('/tenantRelationships/delegatedAdminCustomers'));
  assert.equal(customers.length, 2);
});

test('refuses a proposal that is not good, and who is no administration agent of a partner', async () => {
  const partner = await aPartner();
  for (const changes of [
    { duration: 'P731D' },
    { duration: 'P2Y' },
    { accessDetails: { unifiedRoles: [] } },
    { accessDetails: { unifiedRoles: [{ roleDefinitionId: partnerOne }] } },
    { customer: { tenantId: partnerOne } },
    { displayName: 'x'.repeat(51) },
    { autoExtendDuration: 'P180D' },
  ])
    assert.equal((await partner.send('POST', PATH, aProposal(changes))).status, 400, JSON.stringify(changes));
  assert.equal((await partner.send('POST', PATH, aProposal())).status, 201);
  assert.deepEqual(graphErrorOf(await partner.send('POST', PATH, aProposal())), [409, 'Conflict']);
  const reader = await aPartner(['User.Read', 'DelegatedAdminRelationship.Read.All']);
  assert.equal((await reader.get(PATH)).status, 200);
  assert.equal((await reader.send('POST', PATH, aProposal())).status, 403);
  const customer = await anApplicationInGraph(
    worldOfGraph({ roles: ['DelegatedAdminRelationship.Read.All'] }),
  );
  assert.equal((await customer.get(PATH)).status, 403);
});

test('several relationships with one customer give their roles together, and it is one customer', async () => {
  const world = defaultWorld();
  const [one] = world.relationships;
  assert.ok(one);
  one.roles = ['User Administrator'];
  world.relationships.push({ ...one, id: 'second', roles: ['Global Reader'] });
  const caller = await aUserInGraph(world);
  const claims = JSON.parse(Buffer.from(caller.token.split('.')[1] ?? '', 'base64url').toString()) as {
    wids: string[];
  };
  assert.deepEqual(claims.wids, ['fe930be7-5e62-47db-91af-98c3a49a38b1', READER]);
  const token = await aPartnerCenterToken(caller.client);
  const { body } = await read(caller.client, 'partnerCenter', '/v1/customers', token);
  assert.equal(body['totalCount'], 3);
});

test('the customer approves over the control origin too', async () => {
  const partner = await aPartner();
  const { origins, controlToken, fetch } = partner.client.sandbox;
  const { body } = await partner.send('POST', PATH, aProposal({ customer: undefined }));
  await partner.send('POST', `${PATH}/${String(body['id'])}/requests`, { action: 'lockForApproval' });
  const approve = async (customer?: string): Promise<number> => {
    const answer = await fetch(`${origins.control}/relationships/approve`, {
      method: 'POST',
      headers: { authorization: `Bearer ${controlToken}` },
      body: JSON.stringify({ id: body['id'], ...(customer === undefined ? {} : { customer }) }),
    });
    return answer.status;
  };
  assert.equal(await approve(), 400, 'the proposal names no customer');
  assert.equal(await approve('customer-d.example'), 204);
  const { body: approved } = await partner.get(`${PATH}/${String(body['id'])}`);
  assert.deepEqual(approved['customer'], { tenantId: customerD, displayName: 'Customer D' });
});
