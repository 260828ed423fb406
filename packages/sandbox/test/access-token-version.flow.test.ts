import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { ApplicationApi, World } from '../src/index.ts';
import { aUserOf } from './a-world.ts';
import {
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
  anAccount,
  claimsOf,
  createExampleClient,
} from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { headerOf, tokenV1 } from './v1-client.ts';
import { write } from './write-call.ts';

const HOME = DEFAULT_TENANTS.partnerOne;
const API_CLIENT_ID = '40000000-0000-4000-8000-0000000000aa';
const API = 'api://control-panel.example';
const CAPABLE = JSON.stringify({ access_token: { xms_cc: { values: ['cp1'] } } });

/** The default world with an API of the vendor that partner one installed and consented to. */
function aWorldWithApi(changes: Partial<ApplicationApi> = {}): World {
  const world = defaultWorld();
  const [application] = world.applications;
  assert.ok(application);
  world.applications.push({
    ...application,
    clientId: API_CLIENT_ID,
    displayName: 'Example API',
    secrets: [],
    requiredScopes: [],
    api: { identifierUri: API, scopes: ['Orders.Read'], accessTokenVersion: 2, ...changes },
  });
  const { clientId } = DEFAULT_APPLICATION;
  world.servicePrincipals.push({ tenantId: HOME, clientId: API_CLIENT_ID, state: 'enabled', roles: [] });
  world.consents.push({ tenantId: HOME, clientId, resource: API, scopes: ['Orders.Read'], kind: 'admin' });
  return world;
}

async function verify(client: ExampleClient, token: string, issuer: string): Promise<void> {
  const url = new URL(`${client.sandbox.origins.login}/${HOME}/discovery/v2.0/keys`);
  const keys = createRemoteJWKSet(url, {
    [customFetch]: (address, options) => client.sandbox.services.login(new Request(address, options)),
  });
  await jwtVerify(token, keys, { issuer });
}

test('the resource decides on the version: v1 for Microsoft’s own, whichever endpoint is asked', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, HOME);
  const claims = claimsOf(body['access_token']);
  assert.deepEqual(
    [claims['ver'], claims['iss'], claims['aud'], claims['appid'], claims['appidacr'], claims['acr']],
    [
      '1.0',
      `${client.sandbox.origins.login}/sts/${HOME}/`,
      'https://graph.microsoft.com',
      DEFAULT_APPLICATION.clientId,
      '1',
      '1',
    ],
  );
  assert.deepEqual(claims['amr'], ['pwd', 'mfa']);
  for (const name of ['azp', 'azpacr', 'preferred_username', 'tenant_region_scope', 'xms_cc', 'idtyp']) {
    assert.equal(claims[name], undefined, name);
  }
  const { kid, x5t } = headerOf(body['access_token']);
  assert.equal(x5t, kid);
});

test('the token for Partner Center has the claims that the documents show', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME);
  const claims = claimsOf(body['access_token']);
  for (const name of [
    'aud',
    'iss',
    'iat',
    'nbf',
    'exp',
    'acr',
    'amr',
    'appid',
    'appidacr',
    'ipaddr',
    'name',
  ]) {
    assert.notEqual(claims[name], undefined, name);
  }
  const { oid, scp, tenant_region_scope, tid, unique_name, upn, ver } = claims;
  const name = 'service@partner-one.example';
  const { objectId } = aUserOf(client.sandbox.world, name);
  assert.deepEqual(
    { oid, scp, tenant_region_scope, tid, unique_name, upn, ver },
    {
      oid: objectId,
      scp: 'user_impersonation',
      tenant_region_scope: 'NA',
      tid: HOME,
      unique_name: name,
      upn: name,
      ver: '1.0',
    },
  );
});

test('an application’s API gets v2 tokens: its client id as audience, azp, and nothing about MFA', async () => {
  const client = await createExampleClient(aWorldWithApi());
  const refreshToken = await client.connect(anAccount('service'));
  for (const scope of [`${API}/Orders.Read`, `${API}/.default`, `${API_CLIENT_ID}/.default`]) {
    const { body } = await client.refresh(refreshToken, scope, HOME);
    const claims = claimsOf(body['access_token']);
    const { azp, azpacr, aud, ver, scp, preferred_username } = claims;
    assert.deepEqual(
      { azp, azpacr, aud, ver, scp, preferred_username },
      {
        azp: DEFAULT_APPLICATION.clientId,
        azpacr: '1',
        aud: API_CLIENT_ID,
        ver: '2.0',
        scp: 'Orders.Read',
        preferred_username: 'service@partner-one.example',
      },
    );
    for (const name of ['amr', 'acr', 'appid', 'appidacr', 'upn', 'unique_name', 'ipaddr', 'wids']) {
      assert.equal(claims[name], undefined, name);
    }
    assert.equal(headerOf(body['access_token'])['x5t'], undefined);
    await verify(client, body['access_token'] ?? '', `${client.sandbox.origins.login}/${HOME}/v2.0`);
  }
});

test('the v1 endpoint gives v2 tokens too, where the resource wants them', async () => {
  const client = await createExampleClient(aWorldWithApi());
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await tokenV1(client, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    resource: API,
  });
  assert.deepEqual([body['resource'], claimsOf(body['access_token'])['ver']], [API, '2.0']);
});

test('an API that accepts v1 tokens gets them, with its URI as audience', async () => {
  const client = await createExampleClient(aWorldWithApi({ accessTokenVersion: 1 }));
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, `${API}/.default`, HOME);
  const { ver, aud, amr } = claimsOf(body['access_token']);
  assert.deepEqual({ ver, aud, amr }, { ver: '1.0', aud: API, amr: ['pwd', 'mfa'] });
});

test('AADSTS500011: an API that is not installed in the tenant; AADSTS65001: one without consent', async () => {
  const client = await createExampleClient(aWorldWithApi());
  const { world } = client.sandbox;
  const refreshToken = await client.connect(anAccount('service'));
  const refresh = async (tenant: string): Promise<number[] | undefined> =>
    (await client.refresh(refreshToken, `${API}/.default`, tenant)).body.error_codes;
  assert.deepEqual(await refresh(DEFAULT_TENANTS.customerA), [500011]);
  world.consents = world.consents.filter(({ resource }) => resource !== API);
  assert.deepEqual(await refresh(HOME), [65001]);
});

test('a person consents to an API, and its token opens nothing of Microsoft’s', async () => {
  const world = aWorldWithApi();
  world.consents = world.consents.filter(({ resource }) => resource !== API);
  const client = await createExampleClient(world);
  const scope = `${API}/Orders.Read offline_access`;
  const { code = '' } = await client.consent(anAccount('service'), { changes: { scope } });
  const { body } = await client.redeem(code, { scope });
  assert.equal(claimsOf(body['access_token'])['aud'], API_CLIENT_ID);
  assert.equal((await client.get('graph', '/v1.0/me', body['access_token'] ?? '')).status, 401);
});

test('the consent page says what an API does, by its name', async () => {
  const world = aWorldWithApi();
  world.consents = world.consents.filter(({ resource }) => resource !== API);
  const client = await createExampleClient(world);
  const { person } = client;
  const { userPrincipalName, password } = anAccount('no-mfa');
  const opened = await person.open(client.authorizeUrl({ scope: `${API}/Orders.Read` }));
  const asked = await person.submit(opened, { login: userPrincipalName });
  const page = await person.submit(asked, { passwd: password });
  assert.match(page.text, /Use Example API as you \(Example API: Orders\.Read\)/);
});

test('a partner consents to an API in a customer’s tenant at Partner Center', async () => {
  const world = aWorldWithApi();
  const customer = DEFAULT_TENANTS.customerB;
  world.servicePrincipals = world.servicePrincipals.filter(({ tenantId }) => tenantId !== customer);
  world.servicePrincipals.push({ tenantId: customer, clientId: API_CLIENT_ID, state: 'enabled', roles: [] });
  const client = await createExampleClient(world);
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME);
  const consented = await write(client, {
    service: 'partnerCenter',
    method: 'POST',
    path: `/v1/customers/${customer}/applicationconsents`,
    token: body['access_token'] ?? '',
    body: {
      applicationId: DEFAULT_APPLICATION.clientId,
      applicationGrants: [{ enterpriseApplicationId: API_CLIENT_ID, scope: 'Orders.Read' }],
    },
  });
  assert.equal(consented.status, 201, JSON.stringify(consented.body));
  const answer = await client.refresh(refreshToken, `${API}/Orders.Read`, customer);
  assert.equal(claimsOf(answer.body['access_token'])['aud'], API_CLIENT_ID);
});

test('an application alone gets a v2 token for an API, with no user in it', async () => {
  const client = await createExampleClient(aWorldWithApi());
  const fields = { grant_type: 'client_credentials', scope: `${API}/.default` };
  const claims = claimsOf((await client.token(fields)).body['access_token']);
  const { ver, azp, oid, sub, appid, scp, idtyp } = claims;
  assert.deepEqual(
    { ver, azp, isSame: oid === sub, appid, scp, idtyp },
    {
      ver: '2.0',
      azp: DEFAULT_APPLICATION.clientId,
      isSame: true,
      appid: undefined,
      scp: undefined,
      idtyp: undefined,
    },
  );
});

test('a client that can do continuous access evaluation finds cp1 in the token, and is not asked for MFA for it', async () => {
  const client = await createExampleClient(aWorldWithApi());
  const { code = '' } = await client.consent(anAccount('service'), { changes: { claims: CAPABLE } });
  const { body } = await client.redeem(code, { claims: CAPABLE });
  assert.deepEqual(claimsOf(body['access_token'])['xms_cc'], ['cp1']);
  const refused = await client.token({
    grant_type: 'refresh_token',
    refresh_token: body['refresh_token'] ?? '',
    claims: 'no JSON',
  });
  assert.deepEqual(refused.body.error_codes, [9002313]);
});
