import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, readApplicationId, readTenantId } from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { customerA, partnerOne, type TestBroker } from './a-broker.ts';
import { aDiagnosedBroker, diagnose, type DiagnosisOptions, graph, notPassed } from './a-diagnosis.ts';

test('where nothing is in the way, every check passes', async () => {
  await using t = await aDiagnosedBroker();
  await t.aConnectedPartner();
  const checks = await diagnose(t);
  assert.deepEqual(notPassed(checks), [], JSON.stringify(checks, null, 1));
  assert.ok(checks.every(({ remedy }) => remedy === undefined));
  assert.equal(new Set(checks.map(({ id }) => id)).size, 21);
});

interface Defect {
  readonly what: string;
  readonly options?: DiagnosisOptions;
  /** Comes about after the partner has connected. */
  readonly plant?: (t: TestBroker) => unknown;
  /** What does not pass, and nothing else. */
  readonly checks: readonly string[];
  readonly remedy: RegExp;
}

const application =
  (change: (one: World['applications'][number]) => void) =>
  ({ sandbox }: TestBroker): void => {
    for (const one of sandbox.world.applications)
      if (one.clientId === DEFAULT_APPLICATION.clientId) change(one);
  };
const ofPartner =
  (change: (one: World['consents'][number]) => void) =>
  ({ sandbox }: TestBroker): void => {
    for (const one of sandbox.world.consents) if (one.tenantId === partnerOne) change(one);
  };
const without = (names: readonly string[], scope: string): string[] => names.filter((name) => name !== scope);
const vault = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
} as const;

const defects: readonly Defect[] = [
  {
    what: 'a secret that ends within a month',
    options: { secretDays: 20 },
    checks: ['application.credential warn'],
    remedy: /make a new one and write it into the file/,
  },
  {
    what: 'a secret that ended, of which nobody has told the broker',
    plant: application((one) => (one.secrets = one.secrets.map((each) => ({ ...each, expiresAt: 1 })))),
    checks: ['application.credential fail'],
    remedy: /make a new one/,
  },
  {
    what: 'redirect URIs of another host',
    plant: application((one) => (one.redirectUris = ['https://elsewhere.example/consent/callback'])),
    checks: ['registration.redirect-uris fail'],
    remedy: /Authentication > Web/,
  },
  {
    what: 'redirect URIs of a single-page application',
    plant: application((one) => {
      one.spaRedirectUris = one.redirectUris;
      one.redirectUris = [];
    }),
    checks: ['registration.redirect-uris fail'],
    remedy: /Authentication > Web/,
  },
  {
    what: 'a vendor’s registration for one tenant, which no partner’s tenant can show',
    plant: application((one) => (one.multiTenant = false)),
    checks: ['partner.service-principal fail'],
    remedy: /invite --approve/,
  },
  {
    what: 'a partner’s own registration for one tenant, which no customer has then',
    options: {
      kind: 'partner',
      world: ({ applications }) => {
        for (const one of applications) one.homeTenantId = partnerOne;
      },
    },
    plant: application((one) => (one.multiTenant = false)),
    checks: ['registration.kind fail', 'customers.service-principal fail'],
    remedy: /any organizational directory/,
  },
  {
    what: 'public client flows',
    plant: application((one) => (one.allowPublicClientFlows = true)),
    checks: ['registration.client warn'],
    remedy: /Allow public client flows: No/,
  },
  {
    what: 'a vendor’s application that is said to be the partner’s own',
    options: { kind: 'partner' },
    checks: ['registration.owner warn'],
    remedy: /application\.kind/,
  },
  {
    what: 'a permission that is missing',
    plant: ofPartner((one) => (one.scopes = without(one.scopes, 'user_impersonation'))),
    checks: ['partner.permissions fail'],
    remedy: /invite --approve --partner 20000000-/,
  },
  {
    what: 'a permission of an API that is retired',
    plant: ({ sandbox }) =>
      sandbox.world.consents.push({
        tenantId: partnerOne,
        clientId: DEFAULT_APPLICATION.clientId,
        resource: 'https://graph.windows.net',
        scopes: ['User.Read'],
        kind: 'admin',
      }),
    checks: ['partner.retired-permissions warn'],
    remedy: /Microsoft Graph/,
  },
  {
    what: 'no role at a customer',
    plant: ({ sandbox }) => {
      for (const one of sandbox.world.relationships)
        if (one.customerTenantId === customerA) one.userObjectIds = [];
    },
    checks: ['customers.gdap fail'],
    remedy: /Security groups/,
  },
  {
    what: 'no role that may consent at a customer',
    plant: ({ sandbox }) => {
      for (const one of sandbox.world.relationships)
        if (one.customerTenantId === customerA) one.roles = ['Directory Readers'];
    },
    checks: ['customers.gdap warn'],
    remedy: /Security groups/,
  },
  {
    what: 'the account as a guest of a customer',
    plant: (t) =>
      t.sandbox.world.users.push({
        ...t.user('user01', customerA),
        objectId: '50000000-0000-4000-8000-000000000001',
        userPrincipalName: 'service_partner-one.example#EXT#@customer-a.example',
        mail: 'service@partner-one.example',
        guestOf: partnerOne,
      }),
    checks: ['customers.guest fail'],
    remedy: /remove the guest account/,
  },
  {
    what: 'a customer that withdrew its consent',
    plant: ({ sandbox }) => {
      sandbox.world.consents = sandbox.world.consents.filter(({ tenantId }) => tenantId !== customerA);
    },
    checks: ['customers.service-principal fail'],
    remedy: /consents grant/,
  },
  {
    what: 'a vault that refuses us',
    options: { config: { keyVault: vault } },
    plant: ({ sandbox }) => {
      for (const one of sandbox.world.vaults) one.access = [];
    },
    checks: ['broker.vault fail'],
    remedy: /Get|Secrets Officer|permission/,
  },
  {
    what: 'calls of a grant without MFA',
    plant: ({ sandbox }) =>
      sandbox.control.playFault({
        service: 'partnerCenter',
        times: 'always',
        fault: { kind: 'answer', status: 401, body: '{"code":"900421","description":"no"}' },
      }),
    checks: ['grant.mfa fail'],
    remedy: /sign in with MFA.*consentry invite --for-grant gra_/,
  },
];

for (const { what, options, plant, checks, remedy } of defects) {
  test(`${what}: that is told with its remedy, and nothing else is found`, async () => {
    await using t = await aDiagnosedBroker(options);
    await t.aConnectedPartner();
    // What follows is seen by those who ask anew.
    await t.restart();
    await t.broker.app.signingKeys.refresh();
    await plant?.(t);
    const found = await diagnose(t);
    const bad = found.filter(({ status }) => status === 'warn' || status === 'fail');
    assert.deepEqual(
      notPassed(bad),
      checks,
      JSON.stringify(
        found.filter(({ status }) => status !== 'pass'),
        null,
        1,
      ),
    );
    assert.match(bad[0]?.remedy ?? '', remedy);
    assert.doesNotMatch(JSON.stringify(found), new RegExp(DEFAULT_APPLICATION.secret));
  });
}

test('what Graph does not show is unknown with what is needed, and never taken for good', async () => {
  await using t = await aDiagnosedBroker();
  await t.aConnectedPartner();
  t.sandbox.world.consents = t.sandbox.world.consents.map((one) =>
    one.tenantId === partnerOne && one.resource === graph ? { ...one, scopes: ['User.Read'] } : one,
  );
  const found = await diagnose(t);
  const unseen = found.filter(({ status }) => status !== 'pass');
  assert.ok(
    unseen.every(({ status }) => status === 'unknown'),
    JSON.stringify(unseen, null, 1),
  );
  const remedyOf = (id: string) => unseen.find((one) => one.id === id)?.remedy ?? '';
  assert.match(remedyOf('partner.permissions'), /Directory\.Read\.All.*--approve --partner 20000000-/);
  assert.match(remedyOf('customers.gdap'), /DelegatedAdminRelationship\.Read\.All/);
  assert.match(remedyOf('registration.kind'), /Application\.Read\.All/);
  assert.match(remedyOf('grant.end'), /Policy\.Read/);
});

test('a Graph that never answers ends after ten seconds: what it says is unknown, and all else is told', async () => {
  await using t = await aDiagnosedBroker();
  await t.aConnectedPartner();
  t.sandbox.control.playFault({ service: 'graph', times: 'always', fault: { kind: 'hang' } });
  const asking = diagnose(t);
  t.sandbox.control.moveClock(10_000);
  const found = await asking;
  const bad = found.filter(({ status }) => status !== 'pass');
  assert.ok(
    bad.every(({ status, found: why }) => status === 'unknown' && /incomplete/.test(why)),
    JSON.stringify(bad, null, 1),
  );
  assert.ok(bad.every(({ remedy }) => /within 10 s/.test(remedy ?? '')));
  const passing = new Set(found.filter(({ status }) => status === 'pass').map(({ id }) => id));
  for (const id of ['broker.store', 'broker.vault', 'application.credential', 'grant.state', 'grant.mfa'])
    assert.ok(passing.has(id), id);
});

for (const minutes of [10, -10]) {
  test(`a clock of the broker that is ${minutes} minutes off is told alone`, async () => {
    await using t = await aDiagnosedBroker({ clockOffsetMs: minutes * 60_000 });
    await t.operator.call('diagnoseBroker', {});
    const { checks } = await t.operator.call('diagnoseBroker', {});
    const bad = checks.filter(({ status }) => status === 'fail' || status === 'warn');
    assert.deepEqual(notPassed(bad), ['broker.clock fail']);
    assert.match(bad[0]?.found ?? '', minutes > 0 ? /(599|600|601) s before/ : /(599|600|601) s behind/);
    assert.match(bad[0]?.remedy ?? '', /NTP/);
  });
}

test('a grant that is over is told with what stopped it and who must act', async () => {
  await using t = await aDiagnosedBroker();
  await t.aConnectedPartner();
  t.sandbox.control.revokeSessions(t.user('service').objectId);
  t.sandbox.control.moveClock(2 * 24 * 60 * 60 * 1000);
  await t.broker.app.tokens.keepAlive(60);
  await t.broker.app.signingKeys.refresh();
  const found = await diagnose(t);
  const failing = found.filter(({ status }) => status === 'fail');
  assert.deepEqual(notPassed(failing), ['grant.state fail']);
  assert.match(failing[0]?.found ?? '', /AADSTS50173/);
  assert.match(failing[0]?.remedy ?? '', /invitation/);
});

test('a service account that is a guest of the partner is told alone', async () => {
  await using t = await aDiagnosedBroker();
  await t.aConnectedPartner();
  await t.restart();
  await t.broker.app.signingKeys.refresh();
  t.sandbox.control.playFault({
    service: 'graph',
    path: `/v1.0/users/${t.user('service').objectId}`,
    times: 'always',
    fault: {
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"userPrincipalName":"a_b.example#EXT#@c.example","userType":"Guest","accountEnabled":true}',
    },
  });
  const bad = (await diagnose(t)).filter(({ status }) => status !== 'pass');
  assert.deepEqual(notPassed(bad), ['grant.account fail']);
  assert.match(bad[0]?.remedy ?? '', /member of the partner’s tenant.*consentry revoke gra_/);
});

test('a secret that ended while another one serves is a warning', async () => {
  await using t = await aDiagnosedBroker();
  await t.aConnectedPartner();
  const secret = (value: string, expiresAt: number) =>
    ({ kind: 'secret', secret: Secret.of(value), expiresAt }) as const;
  const { application: own } = t.config;
  const credential = secret('ended~1', Date.now() - 1000);
  const secondCredential = secret(DEFAULT_APPLICATION.secret, Date.now() + 365 * 24 * 60 * 60 * 1000);
  await t.restart({ application: { ...own, credential, secondCredential } });
  await t.broker.app.signingKeys.refresh();
  const bad = (await diagnose(t)).filter(({ status }) => status !== 'pass');
  assert.deepEqual(notPassed(bad), ['application.credential warn']);
  assert.match(bad[0]?.found ?? '', /ended at .* Another one serves/);
});

test('nobody but the operator is told, and of a partner that is not known nothing', async () => {
  await using t = await aDiagnosedBroker();
  const caller = await t.aCaller();
  await assert.rejects(caller.call('diagnoseBroker', {}), { code: 'policy_denied' });
  const params = { partner: partnerOne };
  await assert.rejects(t.operator.call('diagnosePartner', { params }), { code: 'partner_not_found' });
});
