import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION, type World } from '@consentry/sandbox';
import { aCertificate } from '../../core/test/a-certificate.ts';
import {
  aBroker,
  customerA,
  partnerOne,
  partnerTwo,
  type TestBroker,
  type TestBrokerOptions,
} from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';
import { claimsOf } from './claims-of.ts';

const graphUri = 'https://graph.microsoft.com';
const ofCustomer = {
  partner: partnerOne,
  customer: customerA,
  resource: 'graph',
  access: 'app-only',
} as const;
const access: ('delegated' | 'app-only')[] = ['delegated', 'app-only'];

/** Customer A gave the application permissions of its own. */
function withRoles({ servicePrincipals }: World): void {
  for (const principal of servicePrincipals) {
    if (principal.tenantId === customerA)
      principal.roles = [{ resource: graphUri, roles: ['Device.Read.All'] }];
  }
}

const aBrokerAlone = (options: TestBrokerOptions = {}): Promise<TestBroker> =>
  aBroker({ world: withRoles, ...options });

async function refusalOf(work: Promise<unknown>): Promise<{ code: string; remedy: string; facts: object }> {
  try {
    await work;
  } catch (error) {
    if (isConsentryError(error)) return { code: error.code, remedy: error.remedy, facts: error.facts };
    throw error;
  }
  return assert.fail('nothing was refused');
}

test('gives the application’s own token for a customer that consented, without any grant', async () => {
  await using t = await aBrokerAlone();
  const caller = await t.aCaller({ access });
  const token = await caller.call('acquireToken', { body: ofCustomer });

  const { tid, roles, scp, appid } = claimsOf(token.accessToken);
  assert.deepEqual(
    [tid, roles, scp, appid],
    [customerA, ['Device.Read.All'], undefined, DEFAULT_APPLICATION.clientId],
  );
  assert.deepEqual([token.access, token.tenant, token.missingScopes], ['app-only', customerA, []]);
  assert.equal(token.baseUrl, t.sandbox.origins.graph);
  const [event] = (await t.events()).filter(({ type }) => type === 'token.issued');
  assert.equal(event?.type === 'token.issued' && event.access, 'app-only');
  assert.equal(event !== undefined && 'grant' in event, false);
});

test('asks once for a hundred callers, serves it from the cache, and renews it in time', async () => {
  await using t = await aBrokerAlone();
  const caller = await t.aCaller({ access });
  const held = t.sandbox.control.holdTokenEndpoint();
  const asked = Promise.all(
    Array.from({ length: 100 }, () => caller.call('acquireToken', { body: ofCustomer })),
  );
  while (held.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
  held.release();
  const tokens = await asked;
  const [first] = tokens;
  assert.ok(first);
  assert.equal(new Set(tokens.map(({ accessToken }) => accessToken)).size, 1);
  assert.equal((await caller.call('acquireToken', { body: ofCustomer })).fromCache, true);
  assert.equal(t.tokenRequests(), 1);

  t.sandbox.control.moveClock(Date.parse(first.expiresAt) - t.sandbox.clock.now() - 60_000);
  const renewed = await caller.call('acquireToken', { body: ofCustomer });
  assert.notEqual(renewed.accessToken, first.accessToken);
});

test('never serves the application’s token to who asked for the account’s, or the other way round', async () => {
  await using t = await aBrokerAlone();
  await t.aConnectedPartner();
  const caller = await t.aCaller({ access });
  const delegated = { ...ofCustomer, access: 'delegated' } as const;
  for (let round = 0; round < 2; round++) {
    const alone = claimsOf((await caller.call('acquireToken', { body: ofCustomer })).accessToken);
    const both = claimsOf((await caller.call('acquireToken', { body: delegated })).accessToken);
    assert.deepEqual([alone.scp, both.roles], [undefined, undefined]);
    assert.ok(both.scp);
  }
});

test('gives it at the v1 endpoints too', async () => {
  await using t = await aBrokerAlone({
    config: { entra: { endpoints: 'v1', responseType: 'code id_token' } },
  });
  const caller = await t.aCaller({ access });
  const token = await caller.call('acquireToken', { body: ofCustomer });
  assert.deepEqual(claimsOf(token.accessToken).roles, ['Device.Read.All']);
  assert.deepEqual(
    t.sandbox.ledger.tokenRequests().map(({ version, grantType }) => [version, grantType]),
    [['v1', 'client_credentials']],
  );
});

test('gives it by certificate too', async () => {
  const { certificate, privateKey } = await aCertificate({ commonName: 'Example Integration' });
  const credential = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
  await using t = await aBrokerAlone({ certificate, credential });
  const caller = await t.aCaller({ access });
  await caller.call('acquireToken', { body: ofCustomer });
  const how = t.sandbox.ledger.tokenRequests().map(({ clientAuthentication }) => clientAuthentication);
  assert.deepEqual(how, ['certificate']);
});

test('refuses it to a caller whose policy does not name it', async () => {
  await using t = await aBrokerAlone();
  const caller = await t.aCaller();
  const { code, facts } = await refusalOf(caller.call('acquireToken', { body: ofCustomer }));
  assert.equal(code, 'policy_denied');
  assert.equal('denied' in facts && facts.denied, 'access');
  assert.equal(t.tokenRequests(), 0);
});

test('refuses the account’s token to a caller whose policy names the application’s alone', async () => {
  await using t = await aBrokerAlone();
  await t.aConnectedPartner();
  const caller = await t.aCaller({ access: ['app-only'] });
  const delegated = caller.call('acquireToken', { body: { ...ofCustomer, access: 'delegated' } });
  assert.equal((await refusalOf(delegated)).code, 'policy_denied');
});

test('refuses scopes for the application alone, and says what to leave out', async () => {
  await using t = await aBrokerAlone();
  const caller = await t.aCaller({ access });
  const { code, remedy } = await refusalOf(
    caller.call('acquireToken', { body: { ...ofCustomer, scopes: ['User.Read.All'] } }),
  );
  assert.equal(code, 'invalid_request');
  assert.match(remedy, /scopes/);
});

test('refuses a vendor’s application alone at Partner Center and in every partner’s tenant', async () => {
  await using t = await aBrokerAlone();
  await t.aConnectedPartner();
  const caller = await t.aCaller({ access, partners: 'all', partnerTenant: true });
  t.sandbox.ledger.clear();
  for (const body of [
    { partner: partnerOne, resource: 'partner-center', access: 'app-only' },
    { partner: partnerOne, resource: 'graph', access: 'app-only' },
    { partner: partnerOne, customer: partnerOne, resource: 'graph', access: 'app-only' },
    // A partner that is named as somebody's customer is a partner all the same.
    { partner: partnerTwo, customer: partnerOne, resource: 'graph', access: 'app-only' },
  ] as const) {
    const { code, remedy } = await refusalOf(caller.call('acquireToken', { body }));
    assert.equal(code, 'app_only_refused', JSON.stringify(body));
    assert.match(remedy, /application\.kind/);
  }
  assert.equal(t.tokenRequests(), 0);
});

test('lets a partner’s own application act alone in the partner’s tenant', async () => {
  await using t = await aBrokerAlone();
  await t.restart({ application: { ...t.config.application, kind: 'partner' } });
  const caller = await t.aCaller({ access, partnerTenant: true });
  for (const resource of ['graph', 'partner-center']) {
    const { accessToken, tenant } = await caller.call('acquireToken', {
      body: { partner: partnerOne, resource, access: 'app-only' },
    });
    assert.deepEqual([tenant, claimsOf(accessToken).tid], [partnerOne, partnerOne]);
  }
  // What a partner stops in its own tenant is stopped, through whichever partner it is asked for.
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  const another = await t.aCaller({ access, partners: 'all', customers: 'all' });
  const body = { partner: partnerTwo, customer: partnerOne, resource: 'graph', access: 'app-only' } as const;
  assert.equal((await refusalOf(another.call('acquireToken', { body }))).code, 'stopped');
});

test('says that a customer has not installed the application, and touches no grant', async () => {
  await using t = await aBrokerAlone({
    world: (world) => {
      world.servicePrincipals = world.servicePrincipals.filter(({ tenantId }) => tenantId !== customerA);
    },
  });
  await t.aConnectedPartner();
  const caller = await t.aCaller({ access });
  assert.equal((await refusalOf(caller.call('acquireToken', { body: ofCustomer }))).code, 'tenant_setup');
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.state, 'healthy');
});

test('is served by another replica’s token instead of asking again', async () => {
  await using place = await aBrokerOn('postgres', { world: withRoles });
  const { t } = place;
  const caller = await t.aCaller({ access });
  const first = await caller.call('acquireToken', { body: ofCustomer });
  t.turnTo(await t.addReplica());
  const second = await caller.call('acquireToken', { body: ofCustomer });
  assert.equal(second.accessToken, first.accessToken);
  assert.equal(t.tokenRequests(), 1);
});
