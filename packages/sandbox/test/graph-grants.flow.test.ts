import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount, claimsOf } from './example-client.ts';
import {
  aUserInGraph,
  anApplicationInGraph,
  connectAnother,
  principalIdOf,
  valueOf,
  worldOfGraph,
} from './graph-client.ts';
import type { GraphCaller } from './graph-client.ts';
import { graphErrorOf } from './write-call.ts';
import type { WriteAnswer } from './write-call.ts';

const { customerA } = DEFAULT_TENANTS;
const { clientId } = DEFAULT_APPLICATION;
const ARM = 'https://management.azure.com/user_impersonation';
const APPS = {
  graph: '00000003-0000-0000-c000-000000000000',
  arm: '797f4846-ba00-4fd7-ba43-dac1f8f63013',
  defender: '8ee8fdad-f234-4243-8f3b-15c294843740',
};
const SCOPES = ['Directory.Read.All', 'Application.Read.All', 'DelegatedPermissionGrant.ReadWrite.All'];
const DENIED = [403, 'Authorization_RequestDenied'];
const BAD_REQUEST = [400, 'Request_BadRequest'];
const NOT_FOUND = [404, 'Request_ResourceNotFound'];

/** Asks for a permission of Azure for everybody in customer A. */
async function grantArm(caller: GraphCaller, changes: object = {}): Promise<WriteAnswer> {
  return caller.send('POST', '/oauth2PermissionGrants', {
    clientId: await principalIdOf(caller, clientId),
    consentType: 'AllPrincipals',
    resourceId: await principalIdOf(caller, APPS.arm),
    scope: 'user_impersonation',
    ...changes,
  });
}

async function codesOfArm(
  { client }: GraphCaller,
  account: 'service' | 'admin' = 'service',
): Promise<unknown> {
  const refreshToken = await connectAnother(client, account);
  return (await client.refresh(refreshToken, ARM, customerA)).body.error_codes;
}

test('consents for everybody, and takes it back: the token endpoint follows', async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: SCOPES }));
  assert.deepEqual(await codesOfArm(caller), [65001]);
  const { status, body } = await grantArm(caller);
  assert.deepEqual([status, body['consentType'], body['principalId']], [201, 'AllPrincipals', null]);
  assert.equal(await codesOfArm(caller), undefined);
  assert.deepEqual(graphErrorOf(await grantArm(caller)), [409, 'Request_MultipleObjectsWithSameKeyValue']);
  const path = `/oauth2PermissionGrants/${String(body['id'])}`;
  assert.equal((await caller.get(path)).status, 200);
  assert.equal((await caller.send('DELETE', path)).status, 204);
  assert.deepEqual(await codesOfArm(caller), [65001]);
  assert.deepEqual(graphErrorOf(await caller.get(path)), NOT_FOUND);
});

test("consents for one user, by the user's object id in this tenant", async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: SCOPES }));
  const principalId = String(claimsOf(caller.token)['oid']);
  const created = await grantArm(caller, { consentType: 'Principal', principalId });
  assert.deepEqual([created.status, created.body['principalId']], [201, principalId]);
  assert.equal(await codesOfArm(caller), undefined);
  assert.deepEqual(await codesOfArm(caller, 'admin'), [65001]);
});

test('puts other scopes in the place of the old ones', async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: SCOPES }));
  const [grant] = valueOf(await caller.get('/oauth2PermissionGrants'));
  assert.equal(grant?.['scope'], SCOPES.join(' '));
  const path = `/oauth2PermissionGrants/${String(grant['id'])}`;
  assert.equal((await caller.send('PATCH', path, { scope: 'User.Read' })).status, 204);
  const refreshToken = await caller.client.connect(anAccount('service'));
  const { body } = await caller.client.refresh(refreshToken, GRAPH_SCOPE, customerA);
  assert.equal(claimsOf(body['access_token'])['scp'], 'User.Read');
});

test('finds the grants of one application', async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: SCOPES }));
  const list = async (id: string): Promise<number> =>
    valueOf(
      await caller.get(
        `/oauth2PermissionGrants?$filter=clientId eq '${id}' and consentType eq 'AllPrincipals'`,
      ),
    ).length;
  assert.equal(await list(await principalIdOf(caller, clientId)), 1);
  assert.equal(await list(await principalIdOf(caller, APPS.arm)), 0);
});

test("consents to an API of an application's own, as to one of Microsoft's", async () => {
  const world = worldOfGraph({ scopes: SCOPES });
  const [application] = world.applications;
  assert.ok(application);
  const identifierUri = 'api://control-panel.example';
  application.api = { identifierUri, scopes: ['access_as_user'], accessTokenVersion: 2 };
  const caller = await aUserInGraph(world);
  const resourceId = await principalIdOf(caller, clientId);
  assert.equal((await grantArm(caller, { resourceId, scope: 'access_as_user' })).status, 201);
  const refreshToken = await connectAnother(caller.client, 'service');
  const { body } = await caller.client.refresh(refreshToken, `${identifierUri}/access_as_user`, customerA);
  assert.equal(claimsOf(body['access_token'])['scp'], 'access_as_user');
});

test('refuses a grant of a permission, an API or an application that is not there', async () => {
  const caller = await aUserInGraph(worldOfGraph({ scopes: SCOPES }));
  const changes: object[] = [
    { scope: 'User.Read' },
    { resourceId: clientId },
    { clientId: 'nobody' },
    { consentType: 'Principal' },
    { consentType: 'Everybody' },
  ];
  for (const change of changes) assert.deepEqual(graphErrorOf(await grantArm(caller, change)), BAD_REQUEST);
});

test('wants the permission and a role that consents, of an application alone the permission', async () => {
  const reading = await aUserInGraph(
    worldOfGraph({ scopes: ['Directory.Read.All', 'Application.Read.All'] }),
  );
  assert.deepEqual(graphErrorOf(await grantArm(reading)), DENIED);
  const world = worldOfGraph({ scopes: SCOPES });
  for (const relationship of world.relationships) relationship.roles = ['Global Reader'];
  const reader = await aUserInGraph(world);
  assert.deepEqual(graphErrorOf(await grantArm(reader)), DENIED);
  const alone = await anApplicationInGraph(
    worldOfGraph({ roles: ['Application.Read.All', 'DelegatedPermissionGrant.ReadWrite.All'] }),
  );
  assert.equal((await grantArm(alone)).status, 201);
});

test('assigns an application permission, and takes it back: the next token has it, the one after has not', async () => {
  const scopes = ['Application.Read.All', 'AppRoleAssignment.ReadWrite.All'];
  const caller = await aUserInGraph(worldOfGraph({ scopes }));
  const principalId = await principalIdOf(caller, clientId);
  const { body: defender } = await caller.get(`/servicePrincipals(appId='${APPS.defender}')`);
  const roles = defender['appRoles'] as { id: string; value: string }[];
  const appRoleId = roles.find(({ value }) => value === 'Incident.Read.All')?.id;
  const path = `/servicePrincipals/${principalId}/appRoleAssignments`;
  const assignment = { principalId, resourceId: defender['id'], appRoleId };
  const rolesOfToken = async (): Promise<unknown> => {
    const scope = 'https://api.security.microsoft.com/.default';
    const { body } = await caller.client.token({ grant_type: 'client_credentials', scope }, customerA);
    return claimsOf(body['access_token'])['roles'];
  };
  const created = await caller.send('POST', path, assignment);
  assert.equal(created.status, 201);
  assert.deepEqual(await rolesOfToken(), ['Incident.Read.All']);
  assert.deepEqual(graphErrorOf(await caller.send('POST', path, assignment)), BAD_REQUEST);
  assert.deepEqual(
    valueOf(await caller.get(path)).map(({ id }) => id),
    [created.body['id']],
  );
  assert.equal((await caller.send('DELETE', `${path}/${String(created.body['id'])}`)).status, 204);
  assert.equal(await rolesOfToken(), undefined);
});

test("leaves Graph's own application permissions to a Privileged Role Administrator", async () => {
  const scopes = ['Application.Read.All', 'AppRoleAssignment.ReadWrite.All'];
  const caller = await aUserInGraph(worldOfGraph({ scopes }));
  const principalId = await principalIdOf(caller, clientId);
  const { body: graph } = await caller.get(`/servicePrincipals(appId='${APPS.graph}')`);
  const [role] = graph['appRoles'] as { id: string }[];
  const assign = (): Promise<WriteAnswer> =>
    caller.send('POST', `/servicePrincipals/${principalId}/appRoleAssignments`, {
      principalId,
      resourceId: graph['id'],
      appRoleId: role?.id,
    });
  assert.deepEqual(graphErrorOf(await assign()), DENIED);
  for (const relationship of caller.client.sandbox.world.relationships) {
    relationship.roles = ['Privileged Role Administrator'];
  }
  assert.equal((await assign()).status, 201);
});
