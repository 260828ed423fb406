import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { claimsOf } from './example-client.ts';
import {
  aUserInGraph,
  anApplicationInGraph,
  connectAnother,
  principalIdOf,
  valueOf,
  worldOfGraph,
} from './graph-client.ts';
import { graphErrorOf, read } from './write-call.ts';

const { customerA, partnerOne } = DEFAULT_TENANTS;
const { clientId } = DEFAULT_APPLICATION;
const GRAPH_APP = '00000003-0000-0000-c000-000000000000';
const PARTNER_CENTER_APP = 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd';
const DENIED = [403, 'Authorization_RequestDenied'];
const NOT_FOUND = [404, 'Request_ResourceNotFound'];

test('tells which APIs a tenant has, by an empty list for those it lacks', async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: ['Application.Read.All'] }));
  const find = async (appId: string): Promise<unknown[]> => {
    const query = `?$filter=appId eq '${appId}'&$select=id,appId,appDisplayName`;
    return valueOf(await caller.get(`/servicePrincipals${query}`));
  };
  const [graph] = await find(GRAPH_APP);
  assert.deepEqual(Object.keys(graph as object).toSorted(), ['appDisplayName', 'appId', 'id']);
  assert.deepEqual(await find(PARTNER_CENTER_APP), []);
});

test('names the permissions of an API by ids, as a registration does', async () => {
  const world = worldOfGraph({ scopes: ['Application.Read.All'] });
  const [application] = world.applications;
  assert.ok(application);
  application.homeTenantId = partnerOne;
  const caller = await aUserInGraph(world, partnerOne);
  const graph = await caller.get(`/servicePrincipals(appId='${GRAPH_APP}')`);
  const names = new Map(
    (graph.body['oauth2PermissionScopes'] as { id: string; value: string }[]).map(({ id, value }) => [
      id,
      value,
    ]),
  );
  const registration = await caller.get(`/applications(appId='${clientId}')`);
  const access = registration.body['requiredResourceAccess'] as {
    resourceAppId: string;
    resourceAccess: { id: string; type: string }[];
  }[];
  const wanted = access.find(({ resourceAppId }) => resourceAppId === GRAPH_APP)?.resourceAccess ?? [];
  assert.deepEqual(
    wanted.map(({ id, type }) => [names.get(id), type]),
    [
      ['User.Read', 'Scope'],
      ['User.Read.All', 'Scope'],
      ['Directory.Read.All', 'Scope'],
    ],
  );
});

test("finds a vendor's registration at the vendor only, and its service principal with each customer", async () => {
  const scopes = ['Application.Read.All'];
  const caller = await aUserInGraph(worldOfGraph({ scopes }));
  assert.deepEqual(valueOf(await caller.get(`/applications?$filter=appId eq '${clientId}'`)), []);
  const id = await principalIdOf(caller, clientId);
  const { body } = await caller.get(`/servicePrincipals/${id}`);
  assert.deepEqual([body['appId'], body['appOwnerOrganizationId']], [clientId, DEFAULT_TENANTS.vendor]);
  const vendor = await anApplicationInGraph(worldOfGraph({ roles: scopes }), DEFAULT_TENANTS.vendor);
  assert.equal(valueOf(await vendor.get(`/applications?$filter=appId eq '${clientId}'`)).length, 1);
});

test('gives a service principal the id that its tokens carry as oid', async () => {
  const caller = await anApplicationInGraph(worldOfGraph({ roles: ['Application.Read.All'] }));
  assert.equal(await principalIdOf(caller, clientId), claimsOf(caller.token)['oid']);
});

test('shows a user by id and by name, to who may read users', async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: ['User.Read.All'] }));
  const name = 'user04@customer-a.example';
  const byName = await caller.get(`/users/${name}?$select=id,userPrincipalName`);
  const byId = await caller.get(`/users/${String(byName.body['id'])}`);
  assert.equal(byId.body['userPrincipalName'], name);
  assert.deepEqual(graphErrorOf(await caller.get('/users/service@partner-one.example')), NOT_FOUND);
  const self = await aUserInGraph(worldOfGraph({ scopes: ['User.Read'] }), partnerOne);
  assert.equal((await self.get('/users/service@partner-one.example')).status, 200);
  assert.deepEqual(graphErrorOf(await self.get('/users/admin@partner-one.example')), DENIED);
});

test('lists the roles that somebody holds, and those of one user', async () => {
  const scopes = ['User.Read.All', 'RoleManagement.Read.Directory'];
  const caller = await aUserInGraph(worldOfGraph({ scopes }), partnerOne);
  const roles = valueOf(await caller.get('/directoryRoles'));
  assert.deepEqual(
    roles.map(({ displayName }) => displayName),
    ['Global Administrator'],
  );
  const [role] = valueOf(await caller.get('/users/admin@partner-one.example/memberOf'));
  assert.deepEqual([role?.['displayName'], role?.['id']], ['Global Administrator', roles[0]?.['id']]);
});

test('lets an application alone read users with an application permission, not without, and gives it no me', async () => {
  const caller = await anApplicationInGraph(worldOfGraph({ roles: ['User.Read.All'] }));
  assert.equal((await caller.get('/users?$top=1')).status, 200);
  assert.deepEqual(graphErrorOf(await caller.get('/servicePrincipals')), DENIED);
  assert.deepEqual(graphErrorOf(await caller.get('/me')), [400, 'BadRequest']);
});

test("wants a role of a partner's user, beside the permission", async () => {
  const world = worldOfGraph({ scopes: ['User.Read.All', 'Application.Read.All'] });
  for (const relationship of world.relationships) relationship.roles = ['License Administrator'];
  const caller = await aUserInGraph(world);
  for (const path of ['/users', '/servicePrincipals']) {
    assert.deepEqual(graphErrorOf(await caller.get(path)), DENIED);
  }
});

test("refuses the token of a partner's user whose GDAP ended", async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: ['User.Read.All'] }));
  assert.equal((await caller.get('/users')).status, 200);
  for (const relationship of caller.client.sandbox.world.relationships) {
    relationship.endsAt = caller.client.sandbox.clock.now();
  }
  assert.deepEqual(graphErrorOf(await caller.get('/users')), DENIED);
});

test('refuses a filter that it does not know, and says what it knows', async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: ['Application.Read.All'] }));
  const refused = await caller.get("/servicePrincipals?$filter=startswith(displayName,'M')");
  assert.deepEqual(graphErrorOf(refused), [400, 'Request_UnsupportedQuery']);
  assert.match(JSON.stringify(refused.body), /appId eq '…'/);
});

test('answers with a request id of its own and the id of the client', async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: ['User.Read.All'] }));
  for (const path of ['/users', '/unknown']) {
    const { headers } = await caller.get(path, { 'client-request-id': 'mine' });
    assert.match(headers.get('request-id') ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(headers.get('client-request-id'), 'mine');
  }
});

test('ends the sessions of a user: refresh tokens from before are revoked', async () => {
  const scopes = ['User.RevokeSessions.All'];
  const caller = await aUserInGraph(worldOfGraph({ scopes }), partnerOne);
  const { client } = caller;
  const refreshToken = await connectAnother(client, 'admin');
  const redeem = async (): Promise<number[] | undefined> =>
    (await client.refresh(refreshToken, 'https://graph.microsoft.com/.default', partnerOne)).body.error_codes;
  assert.equal(await redeem(), undefined);
  const path = '/users/admin@partner-one.example/revokeSignInSessions';
  assert.deepEqual(graphErrorOf(await caller.send('POST', path)), DENIED);
  for (const user of client.sandbox.world.users) {
    if (user.userPrincipalName === 'service@partner-one.example')
      user.directoryRoles = ['Helpdesk Administrator'];
  }
  const { status, body } = await caller.send('POST', path);
  assert.deepEqual([status, body['value']], [200, true]);
  assert.deepEqual(await redeem(), [50173]);
});

test('lets a user end the own sessions without a role', async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: ['User.RevokeSessions.All'] }), partnerOne);
  assert.equal((await caller.send('POST', '/me/revokeSignInSessions')).status, 200);
  const me = caller.client.sandbox.world.users.find(
    ({ userPrincipalName }) => userPrincipalName === 'service@partner-one.example',
  );
  assert.notEqual(me?.sessionsRevokedAt, undefined);
  const inCustomer = await aUserInGraph(worldOfGraph({ scopes: ['User.RevokeSessions.All'] }), customerA);
  assert.deepEqual(graphErrorOf(await inCustomer.send('POST', '/me/revokeSignInSessions')), NOT_FOUND);
});

test('has no API for a token of Azure AD Graph', async () => {
  const { client } = await anApplicationInGraph(worldOfGraph({ roles: ['User.Read.All'] }));
  const { body } = await client.token(
    { grant_type: 'client_credentials', scope: 'https://graph.windows.net/.default' },
    customerA,
  );
  const answer = await read(client, 'graph', '/v1.0/users', body['access_token'] ?? '');
  assert.deepEqual(graphErrorOf(answer), [401, 'InvalidAuthenticationToken']);
});
