import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ApiTarget, createApis, isConsentryError } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { createCredentialSource, type Remote } from '@consentry/core/remote';
import { aCallbackForm, assertRefused } from './a-callback.ts';
import { ofAnotherTenant } from './id-token-forgeries.ts';
import { aBroker, customerA, fetchFrom, partnerOne, type TestBroker } from './a-broker.ts';

// What the official samples and the tools that grew out of them get wrong, each by its name.
// @see Partner-Center-DotNet-Samples and Partner-Center-Java-Samples, `secure-app-model` (2024-03, 2020-10)

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const graph: ApiTarget = { resource: 'graph', partner: partnerOne, customer: customerA };
const partnerCenter: ApiTarget = { resource: 'partner-center', partner: partnerOne };

function apisOf(t: TestBroker, broker: Remote) {
  const timer = {
    elapsed: () => t.sandbox.clock.now(),
    wait: async (ms: number) => t.sandbox.control.moveClock(ms),
  };
  const ports = { fetch: fetchFrom(t.sandbox), timer, random: systemRandom };
  return createApis(ports, (target) => createCredentialSource(broker, target));
}

const aCaller = (t: TestBroker): Promise<Remote> =>
  t.aCaller({ partners: 'all', partnerTenant: true, resources: ['graph', 'partner-center'] });

test('expiry arithmetic: `expires_on` in epoch seconds is an instant, so a token is used until its end and not a moment', async () => {
  await using t = await aBroker({ config: { entra: { endpoints: 'v1', responseType: 'code id_token' } } });
  await t.aConnectedPartner();
  const caller = await aCaller(t);
  const ask = () => caller.call('acquireToken', { body: graph });
  const { expiresAt } = await ask();
  assert.ok(Date.parse(expiresAt) - t.sandbox.clock.now() >= hourMs - 1000, expiresAt);
  t.sandbox.ledger.clear();
  t.sandbox.control.moveClock(hourMs / 2);
  assert.equal((await ask()).fromCache, true);
  assert.deepEqual(t.sandbox.ledger.tokenRequests(), []);
  t.sandbox.control.moveClock(Date.parse(expiresAt) - t.sandbox.clock.now());
  assert.equal((await ask()).fromCache, false);
});

test('swallowed errors: a refusal keeps its AADSTS number, the tenant, and says who does what', async () => {
  await using t = await aBroker({
    world(world) {
      world.consents = world.consents.filter(({ tenantId }) => tenantId !== customerA);
    },
  });
  await t.aConnectedPartner();
  const caller = await aCaller(t);
  const error = await caller.call('acquireToken', { body: graph }).then(
    () => assert.fail('a token without consent'),
    (thrown: unknown) => thrown,
  );
  assert.ok(isConsentryError(error, 'tenant_setup'), String(error));
  assert.equal(error.facts['aadsts'], 65001);
  assert.equal(error.facts['tenant'], customerA);
  assert.match(error.remedy, /consent/i);
});

test('lost successor: the refresh token that came with a redemption is kept, so the grant outlives 90 days after its consent', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await aCaller(t);
  for (let month = 0; month < 5; month++) {
    t.sandbox.control.moveClock(30 * dayMs);
    await caller.call('acquireToken', { body: graph });
    await t.broker.app.tokens.keepAlive(60);
  }
  const [grant] = (await t.operator.call('listGrants', {})).items;
  assert.equal(grant?.state, 'healthy');
});

test('any tenant accepted: an identity of another tenant than the invited one leaves nothing behind', async () => {
  await using t = await aBroker();
  const { page, person } = await aCallbackForm(t);
  t.sandbox.control.forgeNextIdToken(ofAnotherTenant(t, { endpoints: 'v2', responseType: 'code' }));
  await assertRefused(t, await person.submit(page), 'wrong_tenant', 403);
});

test('redirect URI from the incoming request: what a proxy or an attacker says of the host goes into no URL', async () => {
  await using t = await aBroker();
  const answer = await t.send(
    new Request(`${await t.invite()}/start`, {
      method: 'POST',
      body: '',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'http://localhost:44395',
        host: 'elsewhere.example',
        forwarded: 'host=elsewhere.example;proto=https',
        'x-forwarded-host': 'elsewhere.example',
      },
    }),
  );
  const page = await answer.text();
  assert.doesNotMatch(page, /elsewhere/);
  assert.match(page, /redirect_uri=http%3A%2F%2Flocalhost%3A44395%2F/);
});

test('first page only: a list is read to its end, at Partner Center and at Graph', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const apis = apisOf(t, await aCaller(t));
  const inWorld = t.sandbox.world.users.filter(({ tenantId }) => tenantId === customerA);
  assert.ok(inWorld.length > 5);
  const first = await Array.fromAsync(
    apis.partnerCenter(partnerCenter, { pageSize: 2 }).customerUsers(customerA),
  );
  const second = await Array.fromAsync(apis.graph(graph, { pageSize: 2 }).users());
  const ids = inWorld.map(({ objectId }) => objectId).toSorted();
  assert.deepEqual(first.map(({ id }) => id).toSorted(), ids);
  assert.deepEqual(second.map(({ id }) => id).toSorted(), ids);
});

test('retry with the old token: a token that the API refused is never sent again', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const apis = apisOf(t, await aCaller(t));
  await Array.fromAsync(apis.graph(graph).users());
  t.sandbox.ledger.clear();
  t.sandbox.control.moveClock(2 * 60_000);
  t.sandbox.control.playFault({ service: 'graph', times: 1, fault: { kind: 'refuse-token' } });
  await Array.fromAsync(apis.graph(graph).users());
  const calls = t.sandbox.ledger.apiCalls({ service: 'graph' });
  assert.deepEqual(
    calls.map(({ status }) => status),
    [401, 200],
  );
  assert.notEqual(calls[0]?.accessTokenId, calls[1]?.accessTokenId);
});

test('retired audience: Azure AD Graph is asked for nothing, and the refusal names what replaced it', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller({ partners: 'all', resources: ['https://graph.windows.net'] });
  t.sandbox.ledger.clear();
  const asked = caller.call('acquireToken', { body: { ...graph, resource: 'https://graph.windows.net' } });
  await assert.rejects(
    asked,
    (error: unknown) => isConsentryError(error) && /Microsoft Graph/.test(error.remedy),
  );
});
