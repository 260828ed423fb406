import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { ConditionalAccessPolicy, Tenant, World } from '../src/index.ts';
import { aPolicy } from './a-policy.ts';
import { aUserOf } from './a-world.ts';
import { aUserInGraph, valueOf, worldOfGraph } from './graph-client.ts';
import { anObserver, at } from './graph-posture-client.ts';
import { graphErrorOf } from './write-call.ts';

const { partnerOne, customerA } = DEFAULT_TENANTS;
const POLICIES = '/identity/conditionalAccess/policies';
const OFFICE = '70000000-0000-4000-8000-000000000001';
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

function aWorld(tenant: Partial<Tenant>, policies: Partial<ConditionalAccessPolicy>[] = []): World {
  const world = defaultWorld();
  for (const one of world.tenants) if (one.id === partnerOne) Object.assign(one, tenant);
  world.conditionalAccess.push(...policies.map((policy) => aPolicy(policy)));
  return world;
}

async function writtenAs(
  policy: Partial<ConditionalAccessPolicy>,
  tenant: Partial<Tenant> = {},
): Promise<unknown> {
  const observer = await anObserver(aWorld(tenant, [policy]));
  const [written] = await observer.list(POLICIES);
  return written;
}

test('a policy for everybody and everything, that wants MFA', async () => {
  const policy = await writtenAs({});
  assert.equal(at(policy, 'state'), 'enabled');
  assert.deepEqual(at(policy, 'conditions.users.includeUsers'), ['All']);
  assert.deepEqual(at(policy, 'conditions.applications.includeApplications'), ['All']);
  assert.deepEqual(at(policy, 'conditions.clientAppTypes'), ['all']);
  assert.equal(at(policy, 'conditions.locations'), null);
  assert.equal(at(policy, 'conditions.platforms'), null);
  assert.equal(at(policy, 'grantControls.operator'), 'OR');
  assert.deepEqual(at(policy, 'grantControls.builtInControls'), ['mfa']);
  assert.equal(at(policy, 'sessionControls'), null);
});

test('whom and what a policy includes and leaves out, by the ids of Graph', async () => {
  const world = aWorld({}, [
    {
      state: 'report-only',
      users: {
        include: [],
        exclude: [aUserOf(defaultWorld(), 'admin@partner-one.example').objectId],
        includeGroups: ['AdminAgents'],
        includeRoles: ['Global Administrator'],
        excludeGuests: true,
        excludeServiceProviders: true,
      },
      resources: ['https://api.partnercenter.microsoft.com'],
      excludeResources: ['https://graph.microsoft.com'],
      platforms: { include: 'all', exclude: ['android'] },
      clientAppTypes: ['browser'],
    },
  ]);
  const observer = await anObserver(world);
  const [policy] = await observer.list(POLICIES);
  assert.equal(at(policy, 'state'), 'enabledForReportingButNotEnforced');
  const users = at(policy, 'conditions.users');
  assert.deepEqual(at(users, 'includeUsers'), []);
  assert.deepEqual(at(users, 'includeRoles'), [GLOBAL_ADMINISTRATOR]);
  assert.equal(at(users, 'excludeUsers.length'), 1);
  assert.equal(
    at(users, 'excludeGuestsOrExternalUsers.guestOrExternalUserTypes'),
    'internalGuest,b2bCollaborationGuest,serviceProvider',
  );
  const conditions = at(policy, 'conditions');
  assert.equal(at(conditions, 'applications.includeApplications.0'), 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd');
  assert.equal(at(conditions, 'applications.excludeApplications.0'), '00000003-0000-0000-c000-000000000000');
  assert.deepEqual(at(conditions, 'platforms.excludePlatforms'), ['android']);
  assert.deepEqual(at(conditions, 'clientAppTypes'), ['browser']);
  // The group of the policy is one whose members can be asked for.
  const members = await observer.list(`/groups/${String(at(users, 'includeGroups.0'))}/members`);
  assert.deepEqual(
    members.map(({ userPrincipalName }) => String(userPrincipalName).split('@')[0]),
    ['service', 'no-mfa', 'federated', 'admin'],
  );
});

test('locations are named by id, the trusted ones together, and a bare network has a location of its own', async () => {
  const namedLocations = [
    { id: OFFICE, displayName: 'Office', networks: ['203.0.113.0/24'], isTrusted: true },
  ];
  const locations = { include: ['198.51.100.7'], exclude: ['trusted', OFFICE] };
  const observer = await anObserver(aWorld({ namedLocations }, [{ locations }]));
  const [policy] = await observer.list(POLICIES);
  assert.deepEqual(at(policy, 'conditions.locations.excludeLocations'), ['AllTrusted', OFFICE]);
  const written = await observer.list('/identity/conditionalAccess/namedLocations');
  assert.deepEqual(
    written.map((one) => [one['id'], one['isTrusted'], at(one, 'ipRanges.0.cidrAddress')]),
    [
      [OFFICE, true, '203.0.113.0/24'],
      [at(policy, 'conditions.locations.includeLocations.0'), false, '198.51.100.7/32'],
    ],
  );
});

test('grants and session: alternatives, custom controls, strengths, frequency and persistence', async () => {
  const grant = [
    'mfa',
    'compliant-device',
    'hybrid-joined-device',
    'approved-application',
  ] satisfies ConditionalAccessPolicy['grant'];
  const both = at(await writtenAs({ grant, operator: 'and' }), 'grantControls');
  assert.equal(at(both, 'operator'), 'AND');
  assert.deepEqual(at(both, 'builtInControls'), [
    'mfa',
    'compliantDevice',
    'domainJoinedDevice',
    'approvedApplication',
  ]);
  const custom = at(await writtenAs({ grant: 'external-challenge' }), 'grantControls');
  assert.deepEqual(at(custom, 'builtInControls'), []);
  assert.equal(at(custom, 'customAuthenticationFactors.length'), 1);
  const strong = await writtenAs({ grant: 'mfa-strength' });
  assert.equal(at(strong, 'grantControls.authenticationStrength.id'), '00000000-0000-0000-0000-000000000002');
  const observer = await anObserver();
  const strengths = await observer.list('/policies/authenticationStrengthPolicies');
  assert.deepEqual(
    strengths.map(({ displayName }) => displayName),
    ['Multifactor authentication', 'Passwordless MFA', 'Phishing resistant MFA'],
  );
  const limits = await writtenAs({ signInFrequencyHours: 48, persistentBrowser: 'always' });
  const session = at(limits, 'sessionControls');
  assert.deepEqual([at(session, 'signInFrequency.value'), at(session, 'signInFrequency.type')], [2, 'days']);
  assert.deepEqual(at(session, 'persistentBrowser'), { isEnabled: true, mode: 'always' });
});

test('policies are found by id and state, in the own tenant only', async () => {
  const world = aWorld({}, [
    { displayName: 'A' },
    { displayName: 'B', state: 'disabled' },
    { tenantId: customerA },
  ]);
  const observer = await anObserver(world);
  const found = await observer.list(`${POLICIES}?$filter=state eq 'disabled'&$select=id,displayName`);
  assert.deepEqual(
    found.map(({ displayName }) => displayName),
    ['B'],
  );
  assert.equal((await observer.list(POLICIES)).length, 2);
  const one = await observer.get(`${POLICIES}/${String(found[0]?.['id'])}`);
  assert.equal(one.body['displayName'], 'B');
  const elsewhere = world.conditionalAccess.at(-1)?.id;
  assert.equal((await observer.get(`${POLICIES}/${elsewhere}`)).status, 404);
});

test('policies are for who has the permission, and of users for who has a role that reads them', async () => {
  const paths = [
    POLICIES,
    '/identity/conditionalAccess/namedLocations',
    '/policies/identitySecurityDefaultsEnforcementPolicy',
    '/policies/authenticationStrengthPolicies',
    '/domains/partner-one.example/federationConfiguration',
  ];
  const without = await anObserver(defaultWorld(), ['User.Read.All']);
  const scopes = ['Policy.Read.All', 'Domain.Read.All'];
  const plain = await aUserInGraph(worldOfGraph({ scopes }), partnerOne);
  for (const path of paths) {
    assert.deepEqual(graphErrorOf(await without.get(path)), [403, 'Authorization_RequestDenied'], path);
    assert.deepEqual(graphErrorOf(await plain.get(path)), [403, 'Authorization_RequestDenied'], path);
  }
  const least = await anObserver(defaultWorld(), ['Policy.Read.ConditionalAccess']);
  assert.equal((await least.get(POLICIES)).status, 200);
  const admin = await aUserInGraph(worldOfGraph({ scopes }), partnerOne, 'admin');
  assert.equal((await admin.get(POLICIES)).status, 200);
});

test('security defaults are on or off', async () => {
  for (const securityDefaults of [true, false]) {
    const observer = await anObserver(aWorld({ securityDefaults }));
    const { body } = await observer.get('/policies/identitySecurityDefaultsEnforcementPolicy');
    assert.equal(body['isEnabled'], securityDefaults);
  }
});

test('domains are managed or federated, and a federation says what Entra does about MFA', async () => {
  const domains = [
    { name: 'adfs.example', federation: { sendsMfaClaim: false, mfaBehavior: 'enforce' as const } },
    { name: 'old.example', federation: { sendsMfaClaim: true } },
  ];
  const observer = await anObserver(aWorld({ domains }));
  const written = await observer.list('/domains');
  assert.deepEqual(
    written.map(({ id, authenticationType, isDefault }) => [id, authenticationType, isDefault]),
    [
      ['partner-one.example', 'Managed', true],
      ['adfs.example', 'Federated', false],
      ['old.example', 'Federated', false],
    ],
  );
  const behaviorOf = async (name: string): Promise<unknown> => {
    const answer = await observer.get(`/domains/${name}/federationConfiguration`);
    return answer.status === 200 ? valueOf(answer)[0]?.['federatedIdpMfaBehavior'] : answer.status;
  };
  assert.equal(await behaviorOf('adfs.example'), 'enforceMfaByFederatedIdp');
  assert.equal(await behaviorOf('old.example'), null);
  assert.equal(await behaviorOf('partner-one.example'), 404);
  assert.equal(await behaviorOf('nobody.example'), 404);
  const federated = await anObserver(aWorld({ federation: 'mfa-without-claim' }));
  assert.equal((await federated.get('/domains/partner-one.example')).body['authenticationType'], 'Federated');
});

test('roles tell their members, by either way, and the organization its plan', async () => {
  const observer = await anObserver(aWorld({ entraPlan: 'p2' }));
  const admin = aUserOf(defaultWorld(), 'admin@partner-one.example').objectId;
  const [role] = await observer.list('/directoryRoles');
  const members = await observer.list(`/directoryRoles/${String(role?.['id'])}/members`);
  assert.deepEqual(
    members.map(({ id }) => id),
    [admin],
  );
  assert.equal((await observer.get(`/directoryRoles/${OFFICE}/members`)).status, 404);
  const path = `/roleManagement/directory/roleAssignments?$filter=roleDefinitionId eq '${GLOBAL_ADMINISTRATOR}'`;
  const [assignment] = await observer.list(`${path}&$expand=principal`);
  assert.equal(assignment?.['principalId'], admin);
  assert.equal(at(assignment, 'principal.userPrincipalName'), 'admin@partner-one.example');
  const definitions = await observer.list('/roleManagement/directory/roleDefinitions?$top=999');
  assert.ok(definitions.some(({ id }) => id === GLOBAL_ADMINISTRATOR));
  const [organization] = await observer.list('/organization');
  assert.equal(at(organization, 'assignedPlans.0.servicePlanId'), 'eec0eb4f-6444-4f95-aba0-50c24d67f998');
});
