import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import { claimsOf, GRAPH_SCOPE } from '../../sandbox/test/example-client.ts';
import { assess, type Report } from '../src/posture/assess.ts';
import type { GrantFacts } from '../src/posture/sources/sources.ts';
import { testAccount } from '../src/posture/test-account.ts';
import { someGrantFacts } from './a-posture.ts';
import {
  aCleanWorld,
  addUser,
  observe,
  observedAt,
  observedPartner,
  type Observation,
} from './an-observed-partner.ts';
import { errorOf } from './builders.ts';

type User = World['users'][number];
type Policy = World['conditionalAccess'][number];

const { partnerOne, customerA } = DEFAULT_TENANTS;

/** How many findings there are under each id, and how many accounts, calls or grants they are about. */
function countsOf({ findings }: Report): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { id, evidence } of findings) counts[id] = (counts[id] ?? 0) + (evidence.count ?? 1);
  return counts;
}

const sourcesOf = ({ unread }: Report): readonly string[] => unread.map(({ source }) => source);

function byName(world: World, name: string): User {
  const user = world.users.find(({ userPrincipalName }) => userPrincipalName.startsWith(`${name}@`));
  return user ?? assert.fail(`no user ${name}`);
}

test('in a clean world there is no finding, and nothing but remembered devices is unread', async () => {
  const observation = await observe(aCleanWorld());
  const grant = someGrantFacts({ redeemedAt: observedAt, application: DEFAULT_APPLICATION.clientId });
  const report = assess(await observation.read([grant]), observedAt);
  assert.deepEqual(countsOf(report), {});
  assert.deepEqual(sourcesOf(report), ['remembered-devices']);
  const [accounts, portal, api] = report.figures;
  assert.ok(accounts?.kind === 'estimate' && api?.kind === 'reported' && portal?.kind === 'not-available');
  assert.deepEqual([accounts.percent, accounts.whole, accounts.unknown], [100, 3, 0]);
  assert.equal(api.percent, 100);
});

test('without Entra ID P1 the methods of each account are read, and the log is said to be unread', async () => {
  const world = aCleanWorld();
  for (const tenant of world.tenants) if (tenant.id === partnerOne) tenant.entraPlan = 'free';
  addUser(world, 'bare', { totpSecret: undefined } as unknown as Partial<User>);
  const sources = await (await observe(world)).read();
  assert.ok(sources.registrations.outcome === 'read');
  assert.equal(sources.registrations.value.from, 'methods');
  const report = assess(sources, observedAt);
  assert.deepEqual(countsOf(report), { account_no_method: 1 });
  assert.equal(report.organization?.plan, 'free');
  assert.deepEqual(sourcesOf(report), ['signIns', 'remembered-devices']);
});

test('where nobody is asked it is one finding of the tenant', async () => {
  const world = aCleanWorld();
  world.conditionalAccess = [];
  const observation = await observe(world);
  const report = assess(await observation.read(), observedAt);
  const ids = report.findings.map(({ id }) => id);
  assert.ok(ids.includes('tenant_asks_no_mfa'));
  assert.ok(!ids.includes('account_not_covered'));
});

test('MFA that is enforced for each user counts, and whoever is left is found', async () => {
  const world = aCleanWorld();
  world.conditionalAccess = [];
  for (const tenant of world.tenants) if (tenant.id === partnerOne) tenant.mfa = 'when-registered';
  addUser(world, 'bare', { totpSecret: undefined } as unknown as Partial<User>);
  const report = assess(await (await observe(world)).read(), observedAt);
  assert.deepEqual(countsOf(report), { account_no_method: 1, account_not_covered: 1 });
  const [accounts] = report.figures;
  assert.ok(accounts?.kind === 'estimate');
  assert.deepEqual([accounts.percent, accounts.part, accounts.whole], [75, 3, 4]);
});

test('a source that refuses is told with the permission that it needs, and the others are read', async () => {
  const observation = await observe(aCleanWorld(), ['User.Read.All', 'Directory.Read.All']);
  const report = assess(await observation.read(), observedAt);
  assert.deepEqual(sourcesOf(report).toSorted(), [
    'groups',
    'locations',
    'perUserMfa',
    'policies',
    'registrations',
    'remembered-devices',
    'score',
    'securityDefaults',
    'signIns',
  ]);
  const policies = report.unread.find(({ source }) => source === 'policies');
  assert.match(policies?.remedy ?? '', /Policy\.Read\.ConditionalAccess/);
  const [accounts] = report.figures;
  assert.ok(accounts?.kind === 'estimate');
  assert.deepEqual([accounts.percent, accounts.unknown], [0, 3]);
  assert.deepEqual(report.findings, []);
});

/** The world of the defects: what is wrong is said by its cause, and not by the id of a finding. */
function aWorldOfDefects(): { world: World; people: Readonly<Record<string, User>> } {
  const world = aCleanWorld();
  const people: Record<string, User> = {};
  const add = (name: string, change: Partial<User> = {}): string => {
    const key = name.split('@')[0] ?? name;
    people[key] = addUser(world, name, change);
    return people[key].objectId;
  };
  const bare = { totpSecret: undefined } as unknown as Partial<User>;
  const guest = { guestOf: DEFAULT_TENANTS.vendor, mail: 'g@control-panel.example' };
  const asked = [
    add('nothing-registered', { ...bare, directoryRoles: ['Helpdesk Administrator'] }),
    add('guest-nothing-registered', { ...bare, ...guest, mail: 'g1@control-panel.example' }),
    add('late'),
    add('anna@quiet.example'),
    ...['service', 'admin', 'guest_control-panel.example#EXT#'].map((name) => byName(world, name).objectId),
  ];
  add('forgotten', { groups: ['AdminAgents'] });
  add('told-nothing@silent.example', { groups: ['AdminAgents'] });
  add('guest-forgotten', { ...guest, mail: 'g2@control-panel.example' });
  add('connect', { ...bare, directoryRoles: ['Directory Synchronization Accounts'] });
  add('gone', { ...bare, state: 'disabled' });
  const left = {
    person: add('left-out'),
    program: add('svc-backup'),
    emergency: add('emergency', { directoryRoles: ['Global Administrator'] }),
    inGroup: add('in-group', { groups: ['Contractors'] }),
    inRole: add('in-role', { directoryRoles: ['Reports Reader'] }),
    guest: add('guest-left-out', { ...guest, mail: 'g3@control-panel.example' }),
  };
  const policies: Record<string, Partial<Policy>> = {
    everybody: { users: { include: asked } },
    exclusions: {
      users: {
        include: Object.values(left),
        exclude: [left.person, left.program, left.emergency],
        excludeGroups: ['Contractors'],
        excludeRoles: ['Reports Reader'],
        excludeGuests: true,
      },
    },
    office: { users: { include: [add('office')] }, locations: { include: 'all', exclude: ['trusted'] } },
    cafe: { users: { include: [add('cafe')] }, locations: { include: ['203.0.113.0/24'] } },
    laptop: { users: { include: [add('laptop')] }, grant: ['mfa', 'compliant-device'] },
    control: { users: { include: [add('control')] }, grant: 'external-challenge' },
    application: {
      users: { include: [add('application')] },
      excludeResources: ['https://graph.microsoft.com'],
    },
    one: { users: { include: [add('one')] }, resources: ['https://api.partnercenter.microsoft.com'] },
    browser: { users: { include: [add('browser')] }, clientAppTypes: ['browser'] },
    windows: { users: { include: [add('windows')] }, platforms: { include: ['windows'] } },
    trial: { users: { include: [add('trial')] }, state: 'report-only' },
  };
  world.conditionalAccess = [
    ...Object.entries(policies).map(([displayName, change]) => aPolicy({ displayName, ...change })),
    aPolicy({ displayName: 'Baseline policy: End user protection', state: 'disabled' }),
    sessionPolicy({ persistentBrowser: 'always' }),
    sessionPolicy({ signInFrequencyHours: 24 }),
  ];
  for (const tenant of world.tenants) {
    if (tenant.id !== partnerOne) continue;
    tenant.domains = [
      { name: 'silent.example', federation: { sendsMfaClaim: false, mfaBehavior: 'enforce' } },
      { name: 'quiet.example', federation: { sendsMfaClaim: true } },
    ];
  }
  const abroad = ['forgotten', 'told-nothing'].flatMap((name) => people[name]?.objectId ?? []);
  for (const relationship of world.relationships)
    if (relationship.customerTenantId === customerA) relationship.userObjectIds.push(...abroad);
  return { world, people };
}

/** A policy that grants nothing and only says how long a session lives. */
function sessionPolicy(change: Partial<Policy>): Policy {
  const { grant: _grant, ...policy } = aPolicy(change);
  return policy;
}

/** What a broker would have noted of the grant of somebody, by what really happens to it. */
async function useGrant(observation: Observation, user: User): Promise<GrantFacts> {
  const refreshToken = await observation.signIn(user);
  const { token, apis } = await observation.apisOf(refreshToken);
  const { code } = await errorOf(() =>
    Array.fromAsync(apis.partnerCenter({ partner: observedPartner }).customers()),
  );
  const { body } = await observation.client.refresh(refreshToken, GRAPH_SCOPE, customerA);
  const [number] = body.error_codes ?? [];
  return someGrantFacts({
    id: `grant of ${user.userPrincipalName}`,
    account: user.objectId,
    accountName: user.userPrincipalName,
    amr: claimsOf(token.reveal())['amr'] as string[],
    isMfaCompliant: undefined,
    redeemedAt: observedAt,
    mfaRefusedAt: code === 'api_mfa_required' ? observedAt : undefined,
    refusedAtCustomers: number === 50079 || number === 50076 ? { count: 1, lastAt: observedAt } : undefined,
  });
}

test('in a world of defects each is found under its id, and no other', async () => {
  const { world, people } = aWorldOfDefects();
  const late = people['late'] ?? assert.fail();
  const main = world.conditionalAccess[0]?.users ?? assert.fail();
  const observation = await observe(world);
  // Signed in before the policy reached the account.
  const { include } = main;
  assert.ok(include !== 'all');
  main.include = include.filter((id) => id !== late.objectId);
  await observation.signIn(late);
  main.include = include;
  await observation.signIn(people['control'] ?? assert.fail());
  const forgotten = await useGrant(observation, people['forgotten'] ?? assert.fail());
  const federated = await useGrant(observation, people['told-nothing'] ?? assert.fail());
  const service = someGrantFacts({ account: byName(world, 'service').objectId, redeemedAt: observedAt });
  const report = assess(await observation.read([forgotten, federated, service]), observedAt);
  assert.deepEqual(sourcesOf(report), ['remembered-devices']);
  assert.deepEqual(countsOf(report), {
    account_no_method: 1,
    account_guest_no_method: 1,
    // The account of the silent domain is asked by nobody either.
    account_not_covered: 2,
    account_guest_not_covered: 1,
    account_service_excluded: 1,
    account_break_glass_excluded: 1,
    account_sync_exempt: 1,
    account_signed_in_without_mfa: 1,
    account_third_party_mfa_without_claim: 1,
    account_uses_portal_without_mfa: 2,
    policy_excludes_users: 1,
    policy_excludes_groups: 1,
    policy_excludes_roles: 1,
    policy_excludes_guests: 1,
    policy_excludes_applications: 1,
    policy_limited_applications: 1,
    policy_trusted_location: 1,
    policy_limited_locations: 1,
    policy_limited_clients: 1,
    policy_other_conditions: 1,
    policy_device_skips_mfa: 1,
    policy_custom_control: 1,
    policy_report_only: 1,
    policy_persistent_browser: 1,
    policy_sign_in_frequency: 3,
    policy_retired_baseline: 1,
    federation_without_mfa_claim: 1,
    federation_mfa_not_seen: 1,
    delegated_admin_blocked_managed: 1,
    delegated_admin_blocked_federated: 1,
    application_calls_without_mfa: 2,
    grant_refused_without_mfa: 2,
    score_requirement_not_met: 1,
  });
  const calls = report.findings.find(({ id }) => id === 'application_calls_without_mfa');
  assert.deepEqual(
    [calls?.subject, calls?.evidence.examples.toSorted(), calls?.evidence.facts['lastAt']],
    [
      DEFAULT_APPLICATION.clientId,
      ['forgotten@partner-one.example', 'told-nothing@silent.example'],
      observedAt,
    ],
  );
});

test('an account is tested by its token: pass, fail with the reason, and probably', async () => {
  const world = aCleanWorld();
  world.conditionalAccess = [];
  for (const tenant of world.tenants) if (tenant.id === partnerOne) tenant.mfa = 'when-registered';
  const hello = addUser(world, 'hello', { secondFactor: 'hello-provisioning' });
  const elsewhere = addUser(world, 'elsewhere', { secondFactor: 'third-party' });
  const silent = addUser(world, 'silent', { amrClaim: 'absent' });
  const observation = await observe(world);
  const grants: GrantFacts[] = [];
  const endOf = async (user: User): Promise<readonly unknown[]> => {
    const { token } = await observation.apisOf(await observation.signIn(user));
    const { result, reason, amr, cmdlet } = testAccount(token);
    const id = user.userPrincipalName;
    grants.push(
      someGrantFacts({ id, accountName: id, amr, isMfaCompliant: undefined, redeemedAt: observedAt }),
    );
    return [result, reason, cmdlet];
  };
  assert.deepEqual(await endOf(byName(world, 'service')), ['pass', 'mfa', 'pass']);
  assert.deepEqual(await endOf(elsewhere), ['fail', 'third_party_or_none', 'fail']);
  assert.deepEqual(await endOf(silent), ['fail', 'no_amr', 'fail']);
  assert.deepEqual(await endOf(hello), ['probably', 'hello_provisioning_only', 'pass']);
  const report = assess(await observation.read(grants), observedAt);
  const ofGrants = report.findings.filter(({ subject }) => subject.includes('@'));
  assert.deepEqual(
    ofGrants.map(({ id, subject }) => [id, subject.split('@')[0]]),
    [
      ['grant_not_mfa_compliant', 'elsewhere'],
      ['account_hello_provisioning_only', 'hello'],
    ],
  );
});
