import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { scopeId } from '../src/world/object-ids.ts';
import { createExampleCertificate } from './example-certificate.ts';
import { aUserInGraph, principalIdOf, valueOf, worldOfGraph } from './graph-client.ts';
import type { GraphCaller } from './graph-client.ts';
import { graphErrorOf } from './write-call.ts';

const { partnerOne } = DEFAULT_TENANTS;
const GRAPH = '00000003-0000-0000-c000-000000000000';
const PARTNER_CENTER = 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd';
const BAD_REQUEST = [400, 'Request_BadRequest'];
const NOT_FOUND = [404, 'Request_ResourceNotFound'];
const TAKEN = [409, 'Request_MultipleObjectsWithSameKeyValue'];
const DENIED = [403, 'Authorization_RequestDenied'];
const SCOPES = ['Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'];

function anAdministrator(): Promise<GraphCaller> {
  return aUserInGraph(worldOfGraph({ scopes: SCOPES }), partnerOne, 'admin');
}

async function register(caller: GraphCaller, more: object = {}): Promise<{ id: string; appId: string }> {
  const { status, body } = await caller.send('POST', '/applications', { displayName: 'New', ...more });
  assert.equal(status, 201, JSON.stringify(body));
  return { id: String(body['id']), appId: String(body['appId']) };
}

const access = (scope: string): object => ({
  requiredResourceAccess: [
    {
      resourceAppId: PARTNER_CENTER,
      resourceAccess: [{ id: scopeId(PARTNER_CENTER, scope), type: 'Scope' }],
    },
  ],
});

test('registers an application with everything that a body may hold, and shows it', async () => {
  const caller = await anAdministrator();
  const { pem } = createExampleCertificate();
  const key = new X509Certificate(pem).raw.toString('base64');
  const { id, appId } = await register(caller, {
    signInAudience: 'AzureADMultipleOrgs',
    web: {
      redirectUris: ['https://a.example/callback'],
      implicitGrantSettings: { enableIdTokenIssuance: true },
    },
    keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', key }],
    ...access('user_impersonation'),
  });
  const { body } = await caller.get(`/applications/${id}`);
  assert.equal(body['signInAudience'], 'AzureADMultipleOrgs');
  assert.deepEqual(body['web'], {
    redirectUris: ['https://a.example/callback'],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: true },
  });
  assert.equal((body['keyCredentials'] as unknown[]).length, 1);
  const found = caller.client.sandbox.world.applications.find(({ clientId }) => clientId === appId);
  assert.equal(found?.registeredInPartnerCenter, false, 'Partner Center does not know it');
  assert.equal(found?.homeTenantId, partnerOne);
});

test('is known to Partner Center when a person registered it there', async () => {
  const caller = await anAdministrator();
  const { appId } = await register(caller);
  const { control, world } = caller.client.sandbox;
  control.registerInPartnerCenter(appId);
  const found = world.applications.find(({ clientId }) => clientId === appId);
  assert.equal(found?.registeredInPartnerCenter, true);
  assert.throws(() => control.registerInPartnerCenter(GRAPH), /names no application/);
});

test('is for its own tenant alone unless told otherwise, and has no service principal', async () => {
  const caller = await anAdministrator();
  const { id, appId } = await register(caller);
  assert.equal((await caller.get(`/applications/${id}`)).body['signInAudience'], 'AzureADMyOrg');
  assert.deepEqual(valueOf(await caller.get(`/servicePrincipals?$filter=appId eq '${appId}'`)), []);
});

test('changes a list as a whole, and leaves what an object does not name', async () => {
  const caller = await anAdministrator();
  const { id } = await register(caller, {
    web: { redirectUris: ['https://a.example/x'], implicitGrantSettings: { enableIdTokenIssuance: true } },
    ...access('user_impersonation'),
  });
  const changed = await caller.send('PATCH', `/applications/${id}`, {
    web: { redirectUris: ['https://b.example/y'] },
  });
  assert.equal(changed.status, 204);
  const { body } = await caller.get(`/applications/${id}`);
  assert.deepEqual(body['web'], {
    redirectUris: ['https://b.example/y'],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: true },
  });
  assert.equal((body['requiredResourceAccess'] as unknown[]).length, 1);
});

test('refuses what is no permission, no redirect URI, twice there, or not played, and changes nothing then', async () => {
  const caller = await anAdministrator();
  const { id } = await register(caller);
  const bad: object[] = [
    access('user_impersonation_of_another_name'),
    { requiredResourceAccess: [{ resourceAppId: id, resourceAccess: [{ id, type: 'Scope' }] }] },
    { web: { redirectUris: ['http://a.example/x'] } },
    { web: { redirectUris: ['https://a.example/x'] }, spa: { redirectUris: ['https://a.example/x'] } },
    { displayName: 'Other', web: { implicitGrantSettings: { enableAccessTokenIssuance: true } } },
    { displayName: '' },
    { tags: ['one'] },
  ];
  const before = await caller.get(`/applications/${id}`);
  for (const body of bad) {
    const refused = await caller.send('PATCH', `/applications/${id}`, body);
    assert.deepEqual(graphErrorOf(refused), BAD_REQUEST, JSON.stringify(body));
  }
  assert.deepEqual((await caller.get(`/applications/${id}`)).body, before.body);
  assert.deepEqual(graphErrorOf(await caller.send('POST', '/applications', {})), BAD_REQUEST);
});

test('brings an application into the tenant once, and refuses one that there is not', async () => {
  const caller = await anAdministrator();
  const { appId } = await register(caller);
  const made = await caller.send('POST', '/servicePrincipals', { appId });
  assert.equal(made.status, 201);
  assert.equal(made.body['id'], await principalIdOf(caller, appId));
  assert.deepEqual(graphErrorOf(await caller.send('POST', '/servicePrincipals', { appId })), TAKEN);
  const unknown = { appId: '99999999-9999-4999-8999-999999999999' };
  assert.deepEqual(graphErrorOf(await caller.send('POST', '/servicePrincipals', unknown)), BAD_REQUEST);
  assert.deepEqual(
    graphErrorOf(await caller.send('POST', '/servicePrincipals', { appId: GRAPH })),
    TAKEN,
    'Graph is in every tenant',
  );
  await caller.send('PATCH', `/servicePrincipals/${made.body['id']}`, { accountEnabled: false });
  const { body } = await caller.get(`/servicePrincipals/${made.body['id']}`);
  assert.equal(body['accountEnabled'], false);
});

test('brings an API of Microsoft into a tenant that does not have it, with its permissions', async () => {
  const administrator = await anAdministrator();
  const tenant = administrator.client.sandbox.world.tenants.find(({ id }) => id === partnerOne);
  assert.ok(tenant);
  // Signed in already; from now on it is a tenant without Partner Center.
  tenant.kind = 'vendor';
  const query = `/servicePrincipals?$filter=appId eq '${PARTNER_CENTER}'`;
  assert.deepEqual(valueOf(await administrator.get(query)), []);
  const made = await administrator.send('POST', '/servicePrincipals', { appId: PARTNER_CENTER });
  const [scope] = made.body['oauth2PermissionScopes'] as { value: string; id: string }[];
  assert.deepEqual(scope?.value, 'user_impersonation');
  assert.equal(valueOf(await administrator.get(query)).length, 1);
});

test('does not see what it has made before its time', async () => {
  const caller = await anAdministrator();
  const { sandbox } = caller.client;
  sandbox.world.settings.directorySeenAfterMs = 10_000;
  const { id, appId } = await register(caller);
  const patch = () => caller.send('PATCH', `/applications/${id}`, { displayName: 'Later' });
  const bring = () => caller.send('POST', '/servicePrincipals', { appId });
  assert.deepEqual(graphErrorOf(await caller.get(`/applications/${id}`)), NOT_FOUND);
  assert.deepEqual(valueOf(await caller.get(`/applications?$filter=appId eq '${appId}'`)), []);
  assert.deepEqual(graphErrorOf(await patch()), NOT_FOUND);
  assert.deepEqual(graphErrorOf(await bring()), BAD_REQUEST);
  sandbox.control.moveClock(10_000);
  assert.equal((await patch()).status, 204);
  const made = await bring();
  assert.equal(made.status, 201);
  const grant = {
    clientId: made.body['id'],
    consentType: 'AllPrincipals',
    resourceId: await principalIdOf(caller, GRAPH),
    scope: 'openid',
  };
  assert.deepEqual(graphErrorOf(await caller.send('POST', '/oauth2PermissionGrants', grant)), BAD_REQUEST);
  sandbox.control.moveClock(10_000);
  assert.equal((await caller.send('POST', '/oauth2PermissionGrants', grant)).status, 201);
});

test('refuses an account without the role, and one without the permission', async () => {
  const account = await aUserInGraph(worldOfGraph({ scopes: SCOPES }), partnerOne);
  const body = { displayName: 'New' };
  assert.deepEqual(graphErrorOf(await account.send('POST', '/applications', body)), DENIED);
  const appId = DEFAULT_APPLICATION.clientId;
  assert.deepEqual(graphErrorOf(await account.send('POST', '/servicePrincipals', { appId })), DENIED);
  const reader = await aUserInGraph(worldOfGraph({ scopes: ['Application.Read.All'] }), partnerOne, 'admin');
  assert.deepEqual(graphErrorOf(await reader.send('POST', '/applications', body)), DENIED);
});

test('finds an application by a name with quotes and with the word that joins clauses', async () => {
  const caller = await anAdministrator();
  const displayName = "O'Neil and sons eq 'x'";
  const { id } = await register(caller, { displayName });
  const filter = encodeURIComponent(`displayName eq '${displayName.replaceAll("'", "''")}'`);
  const found = valueOf(await caller.get(`/applications?$filter=${filter}`));
  assert.deepEqual(
    found.map((one) => one['id']),
    [id],
  );
  const odd = encodeURIComponent("displayName eq 'a' and");
  assert.equal((await caller.get(`/applications?$filter=${odd}`)).status, 400);
});
