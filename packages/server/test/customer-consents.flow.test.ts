import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { DEFAULT_APPLICATION, type World } from '@consentry/sandbox';
import {
  aBroker,
  customerA,
  customerB,
  partnerOne,
  type TestBroker,
} from './a-broker.ts';

const graphScopes = ['User.Read.All', 'Directory.Read.All'];
const wanted = { grants: [{ resource: 'graph', scopes: graphScopes }] };
const graphAndArm = { grants: [...wanted.grants, { resource: 'arm', scopes: ['user_impersonation'] }] };
const of = (customer: string) => ({ params: { partner: partnerOne, customer } });

async function aPartner(world?: (world: World) => void): Promise<TestBroker> {
  const t = await aBroker(world === undefined ? {} : { world });
  await t.aConnectedPartner();
  return t;
}

async function refusalOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isConsentryError(error), 'it was refused');
  return error;
}

/** What stands in the world, whatever anybody says of it. */
function standing({ sandbox }: TestBroker, customer: string): Record<string, readonly string[]> {
  const consents = sandbox.world.consents.filter(
    ({ tenantId, clientId }) => tenantId === customer && clientId === DEFAULT_APPLICATION.clientId,
  );
  return Object.fromEntries(consents.map(({ resource, scopes }) => [resource, scopes]));
}

/** The calls at Partner Center's application consents: method and status. */
function consentCalls({ sandbox }: TestBroker): readonly string[] {
  return sandbox.ledger
    .apiCalls(({ service, path }) => service === 'partnerCenter' && path.includes('/applicationconsents'))
    .map(({ method, status }) => `${method} ${status}`);
}

const token = (customer: string) => ({
  body: { partner: partnerOne, customer, resource: 'graph', scopes: ['User.Read.All'] },
});

test('plans where nothing is consented to yet, by Partner Center’s side alone', async () => {
  await using t = await aPartner();
  const plan = await t.operator.call('planCustomerConsents', { ...of(customerB), body: graphAndArm });
  assert.equal(plan.knownBy, 'nothing');
  assert.deepEqual(
    plan.grants.map(({ resource, state, missing }) => [resource, state, missing]),
    [
      ['graph', 'missing', graphScopes],
      ['arm', 'missing', ['user_impersonation']],
    ],
  );
  assert.deepEqual(standing(t, customerB), {});
});

test('plans by Graph what is there, what is missing, and what is there beside', async () => {
  await using t = await aPartner();
  const body = { grants: [{ resource: 'graph', scopes: ['User.Read.All', 'Group.Read.All'] }] };
  const plan = await t.operator.call('planCustomerConsents', { ...of(customerA), body });
  assert.equal(plan.knownBy, 'graph');
  assert.deepEqual(plan.grants[0], {
    resource: 'graph',
    appId: '00000003-0000-0000-c000-000000000000',
    state: 'missing',
    present: ['User.Read.All'],
    missing: ['Group.Read.All'],
    extra: ['User.Read', 'Directory.Read.All'],
  });
});

test('grants what is wanted, proves it by a token, and a caller has it at once', async () => {
  await using t = await aPartner();
  const caller = await t.aCaller();
  assert.equal((await refusalOf(caller.call('acquireToken', token(customerB)))).code, 'tenant_setup');
  const done = await t.operator.call('grantCustomerConsents', { ...of(customerB), body: graphAndArm });
  assert.deepEqual(
    done.grants.map(({ resource, did, outcome }) => [resource, did, outcome]),
    [
      ['graph', 'created', 'proved'],
      ['arm', 'created', 'proved'],
    ],
  );
  assert.deepEqual(standing(t, customerB), {
    'https://graph.microsoft.com': graphScopes,
    'https://management.azure.com': ['user_impersonation'],
  });
  // The refusal of a moment ago does not rest any more.
  assert.equal((await caller.call('acquireToken', token(customerB))).tenant, customerB);
});

test('writes nothing where all of it stands, and says that it is so', async () => {
  await using t = await aPartner();
  const done = await t.operator.call('grantCustomerConsents', { ...of(customerA), body: wanted });
  assert.deepEqual(
    done.grants.map(({ did, outcome }) => [did, outcome]),
    [['nothing', 'proved']],
  );
  assert.deepEqual(consentCalls(t), []);
});

test('lists what stands', async () => {
  await using t = await aPartner();
  const { knownBy, consents } = await t.operator.call('listCustomerConsents', of(customerA));
  assert.equal(knownBy, 'graph');
  assert.deepEqual(
    consents.map(({ resource, scopes }) => [resource, scopes]),
    [['graph', ['User.Read', 'User.Read.All', 'Directory.Read.All']]],
  );
});

test('withdraws everything, and no token is given any more', async () => {
  await using t = await aPartner();
  const caller = await t.aCaller();
  await caller.call('acquireToken', token(customerA));
  const done = await t.operator.call('withdrawCustomerConsents', of(customerA));
  assert.deepEqual([done.did, done.outcome], ['withdrawn', 'proved']);
  assert.deepEqual(standing(t, customerA), {});
  const refusal = await refusalOf(caller.call('acquireToken', token(customerA)));
  assert.equal(refusal.code, 'tenant_setup');
});

test('what is withdrawn already is success', async () => {
  await using t = await aPartner();
  await t.operator.call('withdrawCustomerConsents', of(customerA));
  const again = await t.operator.call('withdrawCustomerConsents', of(customerA));
  assert.deepEqual([again.did, again.outcome], ['was_not_there', 'proved']);
  assert.deepEqual(consentCalls(t), ['DELETE 200', 'DELETE 404']);
});

test('refuses the partner’s own tenant before it asks anybody', async () => {
  await using t = await aPartner();
  const before = t.sandbox.ledger.all().length;
  for (const work of [
    t.operator.call('listCustomerConsents', of(partnerOne)),
    t.operator.call('planCustomerConsents', { ...of(partnerOne), body: wanted }),
    t.operator.call('grantCustomerConsents', { ...of(partnerOne), body: wanted }),
    t.operator.call('withdrawCustomerConsents', of(partnerOne)),
  ])
    assert.equal((await refusalOf(work)).code, 'partner_tenant_refused');
  assert.equal(t.sandbox.ledger.all().length, before);
});
