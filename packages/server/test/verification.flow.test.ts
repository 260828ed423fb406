import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Cloud,
  checkSignature,
  createSigningKeys,
  declareCloud,
  type EndpointVersion,
  findDialect,
  readObjectId,
  readTenantId,
  Secret,
  standardDialect,
  type TokenCheck,
  type TokenVerification,
  verifyToken,
  type WantedToken,
} from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '@consentry/sandbox';
import { aBroker, customerA, customerB, fetchFrom, partnerOne, type TestBroker } from './a-broker.ts';
import { aCallbackForm } from './a-callback.ts';

const defender = 'https://api.security.microsoft.com';

function cloudOf({ sandbox }: TestBroker): Cloud {
  return declareCloud({
    name: 'test-cloud',
    loginBaseUrl: sandbox.origins.login,
    issuers: { v1: `${sandbox.origins.login}/sts/{tenantid}/` },
    resources: {
      'partner-center': { baseUrl: sandbox.origins.partnerCenter },
      graph: { baseUrl: sandbox.origins.graph },
      defender: { baseUrl: sandbox.origins.graph, audience: defender },
    },
  });
}

function verify(t: TestBroker, token: string, wanted: WantedToken): TokenVerification {
  return verifyToken({ token: Secret.of(token), wanted, cloud: cloudOf(t), now: t.sandbox.clock.now() });
}

function found({ checks }: TokenVerification, name: TokenCheck['name']): TokenCheck {
  return checks.find((check) => check.name === name) ?? assert.fail(`${name} was not checked`);
}

function signatureOf(t: TestBroker, token: string, ownAudiences: readonly string[]): Promise<TokenCheck> {
  const cloud = cloudOf(t);
  const clock = { now: () => t.sandbox.clock.now() };
  const keysOf = (generation: EndpointVersion) => {
    const dialect = findDialect(generation, 'code id_token') ?? standardDialect;
    return createSigningKeys({ cloud, fetch: fetchFrom(t.sandbox), clock, dialect });
  };
  return checkSignature({ token: Secret.of(token), cloud, ownAudiences, keysOf });
}

/** A token of the application alone, as a program without the broker would ask for it. */
async function anAppOnlyToken(t: TestBroker, tenant: string, scope: string): Promise<string> {
  const response = await t.send(
    new Request(`${t.sandbox.origins.login}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: DEFAULT_APPLICATION.clientId,
        client_secret: DEFAULT_APPLICATION.secret,
        scope,
      }),
    }),
  );
  return ((await response.json()) as { access_token: string }).access_token;
}

test('passes the delegated tokens that the broker gives, and says which is for whom', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const own = await caller.call('acquireToken', {
    body: { partner: partnerOne, resource: 'partner-center' },
  });
  const wanted = {
    resource: 'partner-center',
    tenant: partnerOne,
    application: DEFAULT_APPLICATION.clientId,
    account: readObjectId(t.user('service').objectId),
    scopes: ['user_impersonation'],
    mfa: true,
  };
  assert.equal(verify(t, own.accessToken, wanted).verdict, 'passed');

  const graph = await caller.call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  const mistaken = verify(t, graph.accessToken, wanted);
  assert.equal(mistaken.verdict, 'failed');
  assert.match(found(mistaken, 'audience').explanation, /for graph/);
  assert.match(found(mistaken, 'tenant').explanation, new RegExp(customerA));
  assert.equal(found(mistaken, 'mfa').outcome, 'passed');
  const near = verify(t, graph.accessToken, {
    resource: 'graph',
    tenant: customerA,
    scopes: ['Users.Read.All'],
  });
  assert.match(found(near, 'scope').explanation, /holds User\.Read\.All/);
});

test('finds the end of a token when its time has come', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { accessToken, expiresAt } = await (await t.aCaller()).call('acquireToken', {
    body: { partner: partnerOne, resource: 'partner-center' },
  });
  t.sandbox.control.moveClock(Date.parse(expiresAt) - t.sandbox.clock.now() + 5 * 60_000);
  const times = found(verify(t, accessToken, {}), 'times');
  assert.equal(times.outcome, 'failed');
});

test('explains the token of an application alone: its roles, a near miss, and the kind', async () => {
  await using t = await aBroker({
    world: ({ servicePrincipals }) => {
      const principal = servicePrincipals.find(({ tenantId }) => tenantId === DEFAULT_TENANTS.customerA);
      principal?.roles.push({ resource: defender, roles: ['Incident.Read.All'] });
    },
  });
  const token = await anAppOnlyToken(t, customerA, `${defender}/.default`);
  const right = { resource: 'defender', tenant: customerA, roles: ['Incident.Read.All'] };
  assert.equal(verify(t, token, right).verdict, 'passed');
  const wrong = verify(t, token, { roles: ['Incidents.Read.All'], scopes: ['Incident.Read'], mfa: true });
  assert.match(found(wrong, 'role').explanation, /holds Incident\.Read\.All \(roles\)/);
  assert.match(found(wrong, 'scope').explanation, /application alone/);
  assert.match(found(wrong, 'mfa').explanation, /nobody signed in/);

  const without = await anAppOnlyToken(t, customerB, `${defender}/.default`);
  assert.match(found(verify(t, without, right), 'role').explanation, /no application permission at all/);
});

for (const endpoints of ['v1', 'v2'] as const) {
  test(`validates an id_token for us by the keys of ${endpoints}, and finds a forged one out`, async () => {
    await using t = await aBroker({ config: { entra: { endpoints, responseType: 'code id_token' } } });
    const { page } = await aCallbackForm(t);
    const idToken = page.forms[0]?.fields.find(({ name }) => name === 'id_token')?.value ?? '';
    const own = [DEFAULT_APPLICATION.clientId];
    assert.equal((await signatureOf(t, idToken, own)).outcome, 'passed');
    const { verdict, claims } = verify(t, idToken, {
      resource: DEFAULT_APPLICATION.clientId,
      tenant: readTenantId(partnerOne),
    });
    assert.deepEqual([verdict, claims?.version], ['passed', endpoints === 'v1' ? '1.0' : '2.0']);

    const [header = '', payload = '', signature = ''] = idToken.split('.');
    const forged = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), name: 'x' };
    const changed = [header, Buffer.from(JSON.stringify(forged)).toString('base64url'), signature].join('.');
    assert.equal((await signatureOf(t, changed, own)).outcome, 'failed');
  });
}

test('calls no token for Microsoft’s APIs invalid', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { accessToken } = await (await t.aCaller()).call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  const signature = await signatureOf(t, accessToken, [DEFAULT_APPLICATION.clientId]);
  assert.deepEqual([signature.outcome, signature.asked], ['unknown', false]);
  assert.match(signature.explanation, /Only graph can validate/);
});
