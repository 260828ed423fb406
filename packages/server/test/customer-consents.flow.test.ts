import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { type Fetch, isConsentryError, TransportError } from '@consentry/core';
import { DEFAULT_APPLICATION, type World } from '@consentry/sandbox';
import {
  aBroker,
  customerA,
  customerB,
  customerC,
  customerD,
  partnerOne,
  type TestBroker,
} from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';
import { createSecrets } from './secrets-in-sight.ts';

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

const panelApi = '50000000-0000-4000-8000-000000000001';
const graphApp = '00000003-0000-0000-c000-000000000000';

/** An API of somebody's own, in no customer's tenant. */
function withPanelApi(world: World): void {
  const [application] = world.applications;
  assert.ok(application);
  world.applications.push({
    ...structuredClone(application),
    clientId: panelApi,
    displayName: 'Panel API',
    api: { identifierUri: 'api://panel.example', scopes: ['Panel.Read'], accessTokenVersion: 2 },
  });
}

/** What the application is consented to at customer A. */
const consentedAtA =
  (...scopes: string[]) =>
  (world: World): void => {
    for (const consent of world.consents) if (consent.tenantId === customerA) consent.scopes = scopes;
  };

for (const [customer, why] of [
  [customerA, 'Graph says that it is not there'],
  [customerB, 'Partner Center says that it is not there'],
] as const) {
  test(`skips an API that the customer does not have, and serves the others: ${why}`, async () => {
    await using t = await aPartner(withPanelApi);
    const body = { grants: [...graphAndArm.grants, { resource: panelApi, scopes: ['Panel.Read'] }] };
    const done = await t.operator.call('grantCustomerConsents', { ...of(customer), body });
    assert.deepEqual(
      done.grants.map(({ outcome, failure }) => [outcome, failure?.code]),
      [
        ['proved', undefined],
        ['proved', undefined],
        ['skipped', 'consent_resource_missing'],
      ],
    );
    assert.ok(standing(t, customer)['https://management.azure.com']);
    assert.equal(standing(t, customer)['api://panel.example'], undefined);
  });
}

test('adds to consent that stands, by Graph, and takes nothing away meanwhile', async () => {
  const held = ['User.Read.All', 'Directory.Read.All', 'DelegatedPermissionGrant.ReadWrite.All'];
  await using t = await aPartner(consentedAtA(...held));
  const body = { grants: [{ resource: 'graph', scopes: ['Group.Read.All', 'user.read.all'] }] };
  const done = await t.operator.call('grantCustomerConsents', { ...of(customerA), body });
  assert.deepEqual(
    done.grants.map(({ did, outcome }) => [did, outcome]),
    [['extended', 'proved']],
  );
  assert.deepEqual(standing(t, customerA), { 'https://graph.microsoft.com': [...held, 'Group.Read.All'] });
  assert.deepEqual(consentCalls(t), []);
});

test('says what to do where the application may not add to consent that stands', async () => {
  await using t = await aPartner();
  const body = { grants: [{ resource: 'graph', scopes: ['Group.Read.All'] }] };
  const [grant] = (await t.operator.call('grantCustomerConsents', { ...of(customerA), body })).grants;
  assert.deepEqual(
    [grant?.did, grant?.outcome, grant?.failure?.code],
    ['nothing', 'failed', 'consent_not_extendable'],
  );
  assert.match(grant?.failure?.remedy ?? '', /Withdraw the consent and grant it anew/);
  assert.ok(!standing(t, customerA)['https://graph.microsoft.com']?.includes('Group.Read.All'));
});

test('knows by tokens what stands where the application may not read the directory', async () => {
  await using t = await aPartner(consentedAtA('User.Read', 'User.Read.All'));
  const plan = await t.operator.call('planCustomerConsents', { ...of(customerA), body: graphAndArm });
  assert.equal(plan.knownBy, 'tokens');
  assert.deepEqual(
    plan.grants.map(({ resource, state, present, missing, extra }) => [
      resource,
      state,
      present,
      missing,
      extra,
    ]),
    [
      ['graph', 'missing', ['User.Read.All'], ['Directory.Read.All'], ['User.Read']],
      ['arm', 'missing', [], ['user_impersonation'], []],
    ],
  );
});

test('grants an API beside consent that stands, without a directory to read', async () => {
  await using t = await aPartner(consentedAtA('User.Read.All'));
  const body = {
    grants: [
      { resource: 'graph', scopes: ['User.Read.All'] },
      { resource: 'arm', scopes: ['user_impersonation'] },
    ],
  };
  const done = await t.operator.call('grantCustomerConsents', { ...of(customerA), body });
  assert.deepEqual(
    done.grants.map(({ did, outcome }) => [did, outcome]),
    [
      ['nothing', 'proved'],
      ['created', 'proved'],
    ],
  );
  assert.deepEqual(consentCalls(t), ['POST 201']);
});

test('consents for everybody where a single user consented before', async () => {
  await using t = await aPartner(({ consents, users }: World) => {
    const service = users.find(({ userPrincipalName }) => userPrincipalName.startsWith('service@'));
    for (const consent of consents)
      if (consent.tenantId === customerA)
        Object.assign(consent, { kind: 'user', userObjectId: service?.objectId, scopes: ['User.Read'] });
  });
  const done = await t.operator.call('grantCustomerConsents', { ...of(customerA), body: wanted });
  assert.deepEqual(
    done.grants.map(({ did, outcome }) => [did, outcome]),
    [['created', 'proved']],
  );
});

for (const [name, world, customer, remedy] of [
  [
    'a customer whose GDAP gives no role that consents',
    ({ relationships }: World) => {
      for (const relationship of relationships) relationship.roles = ['Directory Readers'];
    },
    customerB,
    /Cloud Application Administrator/,
  ],
  ['a customer where the account has no GDAP', () => undefined, customerC, /Cloud Application Administrator/],
  ['a tenant that is no customer', () => undefined, customerD, /relationship with the customer/],
  [
    'an account that is not in AdminAgents',
    ({ users }: World) => {
      for (const user of users) if (user.groups.length > 0) user.groups = ['SalesAgents'];
    },
    customerB,
    /AdminAgents/,
  ],
] as const) {
  test(`refuses ${name}, and says who must do what`, async () => {
    await using t = await aPartner(world);
    const refusal = await refusalOf(
      t.operator.call('grantCustomerConsents', { ...of(customer), body: wanted }),
    );
    assert.equal(refusal.code, 'api_forbidden');
    assert.match(refusal.remedy, remedy);
    const refused = (await t.events()).filter(({ type }) => type === 'customer_consent.refused');
    assert.deepEqual(
      refused.map((event) => 'tenant' in event && event.tenant),
      [customer],
    );
  });
}

const seenAfter =
  (ms: number) =>
  ({ settings }: World): void => {
    settings.consentSeenAfterMs = ms;
  };

test('waits by redemption until a consent is seen', async () => {
  await using t = await aPartner(seenAfter(40_000));
  const done = await t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted });
  assert.deepEqual(
    done.grants.map(({ did, outcome }) => [did, outcome]),
    [['created', 'proved']],
  );
  assert.deepEqual(consentCalls(t), ['POST 201']);
});

test('a consent that is not seen in time is granted and not proved; the same again is success', async () => {
  await using t = await aPartner(seenAfter(10 * 60_000));
  const [first] = (await t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted })).grants;
  assert.deepEqual(
    [first?.did, first?.outcome, first?.failure?.code],
    ['created', 'granted', 'consent_not_seen'],
  );
  t.sandbox.control.moveClock(9 * 60_000);
  const [again] = (await t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted })).grants;
  assert.equal(again?.outcome, 'proved');
});

test('waits while the application is being created in the tenant (650051)', async () => {
  const fault = { kind: 'aadsts', code: 650051 } as const;
  const creatingAfterPost =
    (fetch: Fetch): Fetch =>
    async (request) => {
      const answer = await fetch(request);
      if (request.url.endsWith('/applicationconsents'))
        t.sandbox.control.playFault({ service: 'login', tenant: customerB, times: 3, fault });
      return answer;
    };
  await using t = await aBroker({ watch: creatingAfterPost });
  await t.aConnectedPartner();
  const done = await t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted });
  assert.deepEqual(
    done.grants.map(({ did, outcome }) => [did, outcome]),
    [['created', 'proved']],
  );
  const refused = t.sandbox.ledger.tokenRequests(
    ({ tenant, outcome }) => tenant === customerB && outcome.result === 'fault',
  );
  assert.equal(refused.length, 3);
});

test('a withdrawal is proved once tokens are refused, however long they are still given', async () => {
  await using t = await aPartner(seenAfter(40_000));
  const done = await t.operator.call('withdrawCustomerConsents', of(customerA));
  assert.deepEqual([done.did, done.outcome], ['withdrawn', 'proved']);
});

test('a withdrawal that is not seen in time says so', async () => {
  await using t = await aPartner(seenAfter(10 * 60_000));
  const done = await t.operator.call('withdrawCustomerConsents', of(customerA));
  assert.deepEqual(
    [done.did, done.outcome, done.failure?.code],
    ['withdrawn', 'withdrawn', 'withdrawal_not_seen'],
  );
});

test('an answer that is lost is asked for again by the same MS-RequestId, and grants once', async () => {
  await using t = await aBroker({ onSockets: true });
  await t.aConnectedPartner();
  const path = `/v1/customers/${customerB}/applicationconsents`;
  t.sandbox.control.playFault({ service: 'partnerCenter', path, fault: { kind: 'reset-after' } });
  const done = await t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted });
  assert.deepEqual(
    done.grants.map(({ did, outcome }) => [did, outcome]),
    [['created', 'proved']],
  );
  const sent = t.sandbox.ledger.requests(({ method, path: at }) => method === 'POST' && at === path);
  assert.deepEqual(
    sent.map(({ status }) => status),
    [undefined, 201],
  );
});

test('a broker that dies between grant and proof is asked again, and that is success', async () => {
  let isDead = false;
  const dyingAfterPost =
    (fetch: Fetch): Fetch =>
    async (request) => {
      if (isDead) throw new TransportError('connect', { mayHaveArrived: false, message: 'dead' });
      const answer = await fetch(request);
      isDead = request.method === 'POST' && request.url.endsWith('/applicationconsents');
      return answer;
    };
  await using t = await aBroker({ watch: dyingAfterPost, world: seenAfter(30_000) });
  await t.aConnectedPartner();
  const ask = () => t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted });
  await ask().then(
    ({ grants }) => assert.equal(grants[0]?.outcome, 'granted'),
    () => undefined,
  );
  assert.ok(isDead);
  assert.deepEqual(standing(t, customerB), { 'https://graph.microsoft.com': graphScopes });
  isDead = false;
  await t.restart();
  const [again] = (await ask()).grants;
  assert.equal(again?.outcome, 'proved');
  assert.deepEqual(standing(t, customerB), { 'https://graph.microsoft.com': graphScopes });
});

test('records before it asks and after it, and no token is in record, log or answer', async () => {
  const secrets = createSecrets();
  await using t = await aBroker({ watch: secrets.watchCloud });
  await t.aConnectedPartner();
  const granted = await t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted });
  const withdrawn = await t.operator.call('withdrawCustomerConsents', of(customerB));
  const events = (await t.events()).filter(({ type }) => type.startsWith('customer_consent.'));
  const about = { partner: partnerOne, tenant: customerB, application: DEFAULT_APPLICATION.clientId };
  assert.deepEqual(
    events
      .map(({ at: _at, actor, address: _address, requestId: _id, ...event }) => ({ actor, ...event }))
      .toReversed(),
    [
      {
        type: 'customer_consent.grant',
        actor: 'operator',
        ...about,
        resource: graphApp,
        scopes: graphScopes,
      },
      {
        type: 'customer_consent.granted',
        actor: 'operator',
        ...about,
        resource: graphApp,
        scopes: graphScopes,
        outcome: 'proved',
      },
      { type: 'customer_consent.withdraw', actor: 'operator', ...about },
      { type: 'customer_consent.withdrawn', actor: 'operator', ...about, outcome: 'proved' },
    ],
  );
  assert.ok(secrets.kinds().includes('access_token'));
  const said = [...t.logged, JSON.stringify([granted, withdrawn, await t.events()])].join('\n');
  for (const { kind, value } of secrets.all()) assert.ok(!said.includes(value), kind);
});

test('asks nobody anything while the partner is stopped', async () => {
  await using t = await aPartner();
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  const asked = t.tokenRequests();
  for (const work of [
    t.operator.call('listCustomerConsents', of(customerA)),
    t.operator.call('planCustomerConsents', { ...of(customerA), body: wanted }),
    t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted }),
    t.operator.call('withdrawCustomerConsents', of(customerA)),
  ])
    assert.equal((await refusalOf(work)).code, 'stopped');
  assert.deepEqual([consentCalls(t), t.tokenRequests()], [[], asked]);
});

test('a grant that was taken back gives and withdraws no consent', async () => {
  await using t = await aPartner();
  await t.operator.call('revokeGrants', { body: { partner: partnerOne } });
  for (const work of [
    t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted }),
    t.operator.call('withdrawCustomerConsents', of(customerA)),
  ])
    assert.equal((await refusalOf(work)).code, 'grant_revoked');
  assert.deepEqual(consentCalls(t), []);
});

test('refuses a list for another application', async () => {
  await using t = await aPartner();
  const body = { applicationId: panelApi, ...wanted };
  const refusal = await refusalOf(t.operator.call('grantCustomerConsents', { ...of(customerB), body }));
  assert.equal(refusal.code, 'consents_invalid');
  assert.deepEqual(consentCalls(t), []);
});

test('grants nothing that cannot be recorded', async () => {
  await using t = await aPartner();
  const other = new DatabaseSync(join(t.config.dataDir, 'audit.db'));
  other.exec('BEGIN EXCLUSIVE');
  const refusal = await refusalOf(
    t.operator.call('grantCustomerConsents', { ...of(customerB), body: wanted }),
  ).finally(() => other.close());
  assert.equal(refusal.code, 'audit_unavailable');
  assert.deepEqual([consentCalls(t), standing(t, customerB)], [[], {}]);
});

test('what a withdrawal makes useless is not shared with another replica', async () => {
  await using on = await aBrokerOn('postgres');
  const { t } = on;
  await t.aConnectedPartner();
  const caller = await t.aCaller({ partnerTenant: true });
  const ownTenant = { body: { partner: partnerOne, resource: 'graph' } };
  await caller.call('acquireToken', token(customerA));
  await caller.call('acquireToken', ownTenant);
  await t.operator.call('withdrawCustomerConsents', of(customerA));
  const asked = t.tokenRequests();
  t.turnTo(await t.addReplica());
  assert.equal((await refusalOf(caller.call('acquireToken', token(customerA)))).code, 'tenant_setup');
  assert.equal(t.tokenRequests(), asked + 1);
  await caller.call('acquireToken', ownTenant);
  assert.equal(t.tokenRequests(), asked + 1, 'other tenants are served from what is shared');
});
