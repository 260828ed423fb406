import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { aCertificate } from '../../test/a-certificate.ts';
import { clientId, noon } from '../../test/builders.ts';
import { readApplicationId } from '../ids.ts';
import { compareRegistration, isLacking, type RegistrationItem } from './compare-registration.ts';
import type { FoundApi, FoundApplication, FoundRegistration } from './found-registration.ts';
import { planRegistration } from './plan-registration.ts';
import {
  createWantedRegistration,
  readWantedCertificate,
  type WantedPermission,
  type WantedRegistration,
} from './wanted-registration.ts';

const now = Date.now();
const { certificate } = await aCertificate();
const own = readWantedCertificate(certificate);
const [first, second] = ['https://consent.contoso.example/a', 'https://consent.contoso.example/b'];
const partnerCenter = readApplicationId('fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd');
const graph = readApplicationId('00000003-0000-0000-c000-000000000000');
const idOf = (n: number): string => `66666666-6666-4666-8666-${String(n).padStart(12, '0')}`;

function aWanted(more: Partial<WantedRegistration> = {}): WantedRegistration {
  const wanted = createWantedRegistration({
    kind: 'partner',
    displayName: 'Contoso Partner Tools',
    redirectUris: [first, second],
    issuesIdTokens: false,
    certificate: own,
    isConsented: true,
  });
  return { ...wanted, ...more };
}

const anApi = (api: typeof graph, names: readonly string[]): FoundApi => ({
  id: idOf(api === graph ? 901 : 902),
  isEnabled: true,
  api,
  scopes: new Map(names.map((name, index) => [name, idOf(index)])),
});
const apis = new Map([
  [partnerCenter, anApi(partnerCenter, ['user_impersonation'])],
  [graph, anApi(graph, ['openid', 'profile', 'offline_access', 'user.read.all'])],
]);

/** What stands when everything is as wanted. */
function anApplication(more: Partial<FoundApplication> = {}): FoundApplication {
  return {
    objectId: idOf(800),
    appId: clientId,
    displayName: 'Contoso Partner Tools',
    audience: 'AzureADMultipleOrgs',
    redirectUris: [first, second],
    spaRedirectUris: [],
    publicRedirectUris: [],
    allowsPublicClients: false,
    issuesIdTokens: false,
    issuesAccessTokens: false,
    access: [
      { api: partnerCenter, scopes: [idOf(0)], roles: [] },
      { api: graph, scopes: [idOf(0), idOf(1), idOf(2)], roles: [] },
    ],
    certificates: [{ keyId: idOf(700), thumbprint: own.thumbprint, endsAt: own.endsAt, raw: {} }],
    secrets: [],
    ...more,
  };
}

function aFound(more: Partial<FoundRegistration> = {}): FoundRegistration {
  return {
    application: anApplication(),
    principal: { id: idOf(600), isEnabled: true },
    apis,
    consents: [
      { id: 'one', api: partnerCenter, scopes: ['user_impersonation'] },
      { id: 'two', api: graph, scopes: ['openid', 'profile', 'offline_access'] },
    ],
    ...more,
  };
}

const nothing: FoundRegistration = {
  application: undefined,
  principal: undefined,
  apis: new Map(),
  consents: [],
};
const more = (name: string): WantedPermission => ({ api: graph, apiName: 'graph', name, purpose: 'tokens' });

test('plans nothing, and lacks nothing, where everything is as wanted', () => {
  assert.deepEqual(planRegistration(aWanted(), aFound(), now), []);
  const items = compareRegistration(aWanted(), aFound(), now);
  assert.equal(isLacking(items), false);
  assert.deepEqual(
    items.filter(({ state }) => state !== 'as_wanted').map(({ item }) => item),
    ['partner_center'],
  );
});

test('plans all of it, in the order in which it can be done, where there is nothing', () => {
  const steps = planRegistration(aWanted(), nothing, now);
  assert.deepEqual(
    steps.map((step) => step.do),
    [
      'create_api_principal',
      'create_api_principal',
      'create_application',
      'create_principal',
      'grant_consent',
      'grant_consent',
    ],
  );
});

test('consents to nothing for a vendor, and where it is left to an administrator', () => {
  const input = {
    displayName: 'x',
    redirectUris: [first],
    issuesIdTokens: false,
    certificate: own,
    isConsented: true,
  };
  const vendor = createWantedRegistration({ ...input, kind: 'vendor' });
  const left = createWantedRegistration({ ...input, kind: 'partner', isConsented: false });
  for (const wanted of [vendor, left]) {
    const steps = planRegistration(wanted, nothing, now);
    assert.ok(!steps.some((step) => step.do === 'grant_consent'));
    assert.ok(!compareRegistration(wanted, nothing, now).some(({ item }) => item === 'consent'));
  }
});

interface Difference {
  readonly name: string;
  readonly wanted?: Partial<WantedRegistration>;
  readonly found: Partial<FoundRegistration>;
  readonly steps: readonly object[];
  readonly item: readonly [RegistrationItem['item'], RegistrationItem['state']];
}

const application = (change: Partial<FoundApplication>): Partial<FoundRegistration> => ({
  application: anApplication(change),
});

const differences: readonly Difference[] = [
  {
    name: 'a registration for its own tenant alone is opened',
    found: application({ audience: 'AzureADMyOrg' }),
    steps: [{ do: 'set_audience' }],
    item: ['audience', 'different'],
  },
  {
    name: 'a missing redirect URI is added',
    found: application({ redirectUris: [first] }),
    steps: [{ do: 'add_redirect_uris', uris: [second], moved: [] }],
    item: ['redirect_uri', 'missing'],
  },
  {
    name: 'a redirect URI at another platform is moved',
    found: application({ redirectUris: [first], spaRedirectUris: [second] }),
    steps: [{ do: 'add_redirect_uris', uris: [second], moved: [second] }],
    item: ['redirect_uri', 'different'],
  },
  {
    name: 'ID tokens are turned on where they are needed',
    wanted: { issuesIdTokens: true },
    found: {},
    steps: [{ do: 'turn_on_id_tokens' }],
    item: ['id_tokens', 'missing'],
  },
  {
    name: 'a missing permission is added and consented to',
    wanted: { permissions: [...aWanted().permissions, more('User.Read.All')] },
    found: {},
    steps: [
      { do: 'add_permissions', permissions: [more('User.Read.All')] },
      { do: 'grant_consent', api: graph, apiName: 'graph', names: ['User.Read.All'] },
    ],
    item: ['permission', 'missing'],
  },
  {
    name: 'a missing certificate is added',
    found: application({ certificates: [] }),
    steps: [{ do: 'add_certificate', thumbprint: own.thumbprint }],
    item: ['credential', 'missing'],
  },
  {
    name: 'a missing service principal is made',
    found: { principal: undefined },
    steps: [{ do: 'create_principal' }],
    item: ['principal', 'missing'],
  },
  {
    name: 'a disabled service principal is told, and left to who disabled it',
    found: { principal: { id: idOf(600), isEnabled: false } },
    steps: [],
    item: ['principal', 'different'],
  },
  {
    name: 'a missing consent is given, to what is missing alone',
    found: {
      consents: [
        { id: 'one', api: partnerCenter, scopes: ['USER_impersonation'] },
        { id: 'two', api: graph, scopes: ['openid', 'profile', 'Mail.Read'] },
      ],
    },
    steps: [{ do: 'grant_consent', api: graph, apiName: 'graph', names: ['offline_access'] }],
    item: ['consent', 'missing'],
  },
  {
    name: 'without a certificate of ours a credential that has ended is none',
    wanted: { certificate: undefined },
    found: application({ certificates: [], secrets: [{ keyId: idOf(1), endsAt: now - 1 }] }),
    steps: [],
    item: ['credential', 'missing'],
  },
  {
    name: 'a certificate of ours that has ended is told',
    wanted: { certificate: { ...own, endsAt: noon - 1 } },
    found: {},
    steps: [],
    item: ['credential', 'different'],
  },
  {
    name: 'secrets beside the certificate are told',
    found: application({ secrets: [{ keyId: idOf(1), endsAt: undefined }] }),
    steps: [],
    item: ['unwanted', 'not_wanted'],
  },
  {
    name: 'the implicit flow is told',
    found: application({ issuesAccessTokens: true }),
    steps: [],
    item: ['unwanted', 'not_wanted'],
  },
  {
    name: 'ID tokens that nobody needs are told',
    found: application({ issuesIdTokens: true }),
    steps: [],
    item: ['unwanted', 'not_wanted'],
  },
  {
    name: 'public client flows are told',
    found: application({ allowsPublicClients: true }),
    steps: [],
    item: ['unwanted', 'not_wanted'],
  },
  {
    name: 'permissions of a retired API are told',
    found: application({
      access: [
        ...anApplication().access,
        {
          api: readApplicationId('00000002-0000-0000-c000-000000000000'),
          scopes: [idOf(9)],
          roles: [],
        },
      ],
    }),
    steps: [],
    item: ['unwanted', 'not_wanted'],
  },
  {
    name: 'an application permission of Partner Center is told of a vendor’s',
    wanted: { kind: 'vendor' },
    found: application({
      access: [
        { api: partnerCenter, scopes: [idOf(0)], roles: [idOf(9)] },
        ...anApplication().access.slice(1),
      ],
    }),
    steps: [],
    item: ['unwanted', 'not_wanted'],
  },
];

describe('each difference has its step and its item', () => {
  for (const { name, wanted: change = {}, found: flaw, steps, item } of differences) {
    test(name, () => {
      const [wanted, found] = [aWanted(change), aFound(flaw)];
      assert.deepEqual(planRegistration(wanted, found, now), steps);
      const told = compareRegistration(wanted, found, now).filter(
        ({ state, item: what }) => state !== 'as_wanted' && what !== 'partner_center',
      );
      const [kind, state] = item;
      assert.ok(
        told.some((one) => one.item === kind && one.state === state),
        JSON.stringify(told),
      );
      assert.ok(told.every(({ remedy }) => remedy !== undefined));
      assert.equal(isLacking(told), state === 'missing' || state === 'different');
    });
  }
});

test('refuses a permission that the API does not offer, and check tells it', () => {
  const wanted = aWanted({ permissions: [...aWanted().permissions, more('User.Raed.All')] });
  assert.throws(() => planRegistration(wanted, aFound(), now), { code: 'permission_not_offered' });
  const items = compareRegistration(wanted, aFound(), now);
  assert.ok(items.some(({ what, state }) => what.startsWith('graph:User.Raed.All') && state === 'missing'));
});

test('refuses a name that is none', () => {
  const input = { kind: 'partner', redirectUris: [], issuesIdTokens: false, certificate: undefined } as const;
  for (const displayName of ['', '  ', 'a\u0007b', 'x'.repeat(121)]) {
    assert.throws(() => createWantedRegistration({ ...input, displayName, isConsented: true }), {
      code: 'invalid_request',
    });
  }
});

test('refuses what is no certificate, and repeats nothing of it', () => {
  const text = '-----BEGIN PRIVATE KEY-----\nMIIEsecret\n-----END PRIVATE KEY-----';
  assert.throws(
    () => readWantedCertificate(text),
    (error) => !JSON.stringify(error).includes('MIIEsecret') && !String(error).includes('MIIEsecret'),
  );
});
