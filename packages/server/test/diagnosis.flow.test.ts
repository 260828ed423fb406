import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, readApplicationId, readTenantId } from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { customerA, partnerOne, type TestBroker } from './a-broker.ts';
import { aDiagnosedBroker, diagnose, type DiagnosisOptions, notPassed } from './a-diagnosis.ts';

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
  readonly then?: (t: TestBroker) => unknown;
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
    then: application((one) => (one.secrets = one.secrets.map((each) => ({ ...each, expiresAt: 1 })))),
    checks: ['application.credential fail'],
    remedy: /make a new one/,
  },
  {
    what: 'redirect URIs of another host',
    then: application((one) => (one.redirectUris = ['https://elsewhere.example/consent/callback'])),
    checks: ['registration.redirect-uris fail'],
    remedy: /Authentication > Web/,
  },
  {
    what: 'redirect URIs of a single-page application',
    then: application((one) => {
      one.spaRedirectUris = one.redirectUris;
      one.redirectUris = [];
    }),
    checks: ['registration.redirect-uris fail'],
    remedy: /Authentication > Web/,
  },
  {
    what: 'a vendor’s registration for one tenant, which no partner’s tenant can show',
    then: application((one) => (one.multiTenant = false)),
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
    then: application((one) => (one.multiTenant = false)),
    checks: ['registration.kind fail', 'customers.service-principal fail'],
    remedy: /any organizational directory/,
  },
  {
    what: 'public client flows',
    then: application((one) => (one.allowPublicClientFlows = true)),
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
    then: ofPartner((one) => (one.scopes = without(one.scopes, 'user_impersonation'))),
    checks: ['partner.permissions fail'],
    remedy: /invite --approve --partner 20000000-/,
  },
  {
    what: 'a permission of an API that is retired',
    then: ({ sandbox }) =>
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
    then: ({ sandbox }) => {
      for (const one of sandbox.world.relationships)
        if (one.customerTenantId === customerA) one.userObjectIds = [];
    },
    checks: ['customers.gdap fail'],
    remedy: /Security groups/,
  },
  {
    what: 'no role that may consent at a customer',
    then: ({ sandbox }) => {
      for (const one of sandbox.world.relationships)
        if (one.customerTenantId === customerA) one.roles = ['Directory Readers'];
    },
    checks: ['customers.gdap warn'],
    remedy: /Security groups/,
  },
  {
    what: 'the account as a guest of a customer',
    then: (t) =>
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
    then: ({ sandbox }) => {
      sandbox.world.consents = sandbox.world.consents.filter(({ tenantId }) => tenantId !== customerA);
    },
    checks: ['customers.service-principal fail'],
    remedy: /consents grant/,
  },
  {
    what: 'a vault that refuses us',
    options: { config: { keyVault: vault } },
    then: ({ sandbox }) => {
      for (const one of sandbox.world.vaults) one.access = [];
    },
    checks: ['broker.vault fail'],
    remedy: /Get|Secrets Officer|permission/,
  },
  {
    what: 'calls of a grant without MFA',
    then: ({ sandbox }) =>
      sandbox.control.playFault({
        service: 'partnerCenter',
        times: 'always',
        fault: { kind: 'answer', status: 401, body: '{"code":"900421","description":"no"}' },
      }),
    checks: ['grant.mfa fail'],
    remedy: /sign in with MFA.*consentry invite --for-grant gra_/,
  },
];

for (const { what, options, then, checks, remedy } of defects) {
  test(`${what}: that is told with its remedy, and nothing else is found`, async () => {
    await using t = await aDiagnosedBroker(options);
    await t.aConnectedPartner();
    // What follows is seen by those who ask anew.
    await t.restart();
    await t.broker.app.signingKeys.refresh();
    await then?.(t);
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
