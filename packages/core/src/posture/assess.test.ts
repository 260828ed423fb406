import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  aPolicyOfGraph,
  anAccountOfGraph,
  aSide,
  someGrantFacts,
  someSources,
  wasRead,
  wasRefused,
} from '../../test/a-posture.ts';
import { noon } from '../../test/builders.ts';
import { assess } from './assess.ts';
import { compareReports } from './compare.ts';
import type { FindingRow } from './findings/finding.ts';
import { findingTable } from './findings/finding-table.ts';
import type { AccessPolicy, AccountSignIns, Sources } from './sources/sources.ts';

const day = 24 * 60 * 60 * 1000;
const synchronization = 'd29b2b05-8046-44ba-8758-1e26182fcf32';
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const graphApi = '00000003-0000-0000-c000-000000000000';
const partnerCenterApi = 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd';
/** Azure AD Graph. */
const retiredApi = '00000002-0000-0000-c000-000000000000';

/** The findings of a tenant in which all is well but this: ids, subjects and counts. */
function findingsOf(change: Partial<Sources>): readonly string[] {
  const { findings } = assess(someSources(change), noon);
  return findings.map(({ id, subject, evidence: { count } }) => `${id} ${subject} ${count}`).toSorted();
}

const withPolicy = (...changes: Partial<AccessPolicy>[]): Partial<Sources> => ({
  policies: wasRead(changes.map((change, index) => aPolicyOfGraph({ id: `policy-${index + 1}`, ...change }))),
});

const anna = anAccountOfGraph('anna');
const roles = (role: string, account = anna): Sources['roles'] => wasRead(new Map([[account.id, [role]]]));

function signedIn(change: Partial<AccountSignIns>, account = anna): Sources['signIns'] {
  const one = {
    name: account.name,
    withMfa: 0,
    withoutMfa: 0,
    lastWithoutMfaAt: undefined,
    byCustomControl: 0,
    byFederation: 0,
    ...change,
  };
  return wasRead({
    since: noon,
    total: 1,
    withMfa: 0,
    isCut: false,
    byAccount: new Map([[account.id, one]]),
    byPassword: new Map(),
  });
}

const federated: Sources['domains'] = wasRead([
  { name: 'contoso.example', isFederated: true, mfaBehavior: 'enforceMfaByFederatedIdp' },
]);

test('where all is well there is no finding, and every account counts', () => {
  const report = assess(someSources(), noon);
  assert.deepEqual(report.findings, []);
  assert.deepEqual(
    report.unread.map(({ source }) => source),
    ['remembered-devices'],
  );
  const [accounts] = report.figures;
  assert.ok(accounts?.kind === 'estimate');
  assert.deepEqual([accounts.percent, accounts.whole, accounts.unknown], [100, 3, 0]);
});

describe('a defect is found under its own id, and no other', () => {
  const cases: readonly [string, Partial<Sources>, readonly string[]][] = [
    [
      'no second factor',
      {
        registrations: wasRead({
          from: 'report',
          isRegistered: new Map([[anna.id, false]]),
          methods: new Map(),
          methodsOf: new Map(),
        }),
      },
      ['account_no_method accounts 1'],
    ],
    ['nobody is asked', withPolicy(), ['tenant_asks_no_mfa tenant 3']],
    [
      'some are not asked',
      withPolicy({ users: aSide({ users: [anna.id] }) }),
      ['account_not_covered accounts 2'],
    ],
    [
      'a guest is not asked',
      {
        accounts: wasRead([anna, anAccountOfGraph('guest', { isGuest: true })]),
        ...withPolicy({ users: aSide({ users: [anna.id] }) }),
      },
      ['account_guest_not_covered accounts 1'],
    ],
    [
      'a guest without a second factor',
      {
        accounts: wasRead([{ ...anna, isGuest: true }]),
        registrations: wasRead({
          from: 'report',
          isRegistered: new Map([[anna.id, false]]),
          methods: new Map(),
          methodsOf: new Map(),
        }),
      },
      ['account_guest_no_method accounts 1'],
    ],
    ['a policy that reports', withPolicy({ state: 'report-only' }), ['policy_report_only policy-1 3']],
    [
      'users are left out',
      withPolicy({ excluded: aSide({ users: [anna.id] }) }),
      ['policy_excludes_users policy-1 1'],
    ],
    [
      'a group is left out',
      {
        ...withPolicy({ excluded: aSide({ groups: ['group'] }) }),
        groups: wasRead(new Map([['group', new Set([anna.id])]])),
      },
      ['policy_excludes_groups policy-1 1'],
    ],
    [
      'a role is left out',
      { ...withPolicy({ excluded: aSide({ roles: ['reader'] }) }), roles: roles('reader') },
      ['policy_excludes_roles policy-1 1'],
    ],
    [
      'guests are left out',
      {
        ...withPolicy({ excluded: aSide({ guests: ['b2bCollaborationGuest'] }) }),
        accounts: wasRead([{ ...anna, isGuest: true }]),
      },
      ['policy_excludes_guests policy-1 1'],
    ],
    [
      'an emergency account is left out',
      { ...withPolicy({ excluded: aSide({ users: [anna.id] }) }), roles: roles(globalAdministrator) },
      ['account_break_glass_excluded accounts 1'],
    ],
    [
      'the account of a grant is left out',
      withPolicy({ excluded: aSide({ users: ['id of robot'] }) }),
      ['account_service_excluded accounts 1'],
    ],
    [
      'the account of synchronization',
      {
        ...withPolicy(),
        securityDefaults: wasRead({ isEnabled: true }),
        roles: roles(synchronization),
        registrations: wasRead({
          from: 'report',
          isRegistered: new Map([[anna.id, false]]),
          methods: new Map(),
          methodsOf: new Map(),
        }),
      },
      ['account_sync_exempt accounts 1', 'tenant_security_defaults tenant 2'],
    ],
    [
      'trusted locations',
      withPolicy({ excludedLocations: ['AllTrusted'] }),
      ['policy_trusted_location policy-1 3'],
    ],
    [
      'a named location that is trusted',
      {
        ...withPolicy({ excludedLocations: ['office'] }),
        locations: wasRead([{ id: 'office', name: 'Office', isTrusted: true }]),
      },
      ['policy_trusted_location policy-1 3'],
    ],
    ['some locations', withPolicy({ includedLocations: ['café'] }), ['policy_limited_locations policy-1 3']],
    [
      'a managed device',
      withPolicy({ controls: ['mfa', 'compliantDevice'] }),
      ['policy_device_skips_mfa policy-1 3'],
    ],
    [
      'an application that is approved',
      withPolicy({ controls: ['mfa', 'approvedApplication'] }),
      ['policy_other_control_skips_mfa policy-1 3'],
    ],
    [
      'a custom control',
      withPolicy({ controls: [], customControls: ['Other'] }),
      ['policy_custom_control policy-1 3'],
    ],
    [
      'applications are left out',
      withPolicy({ excludedApplications: ['graph'] }),
      ['policy_excludes_applications policy-1 3'],
    ],
    [
      'Partner Center alone',
      withPolicy({ includedApplications: ['fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd'] }),
      ['policy_limited_applications policy-1 3'],
    ],
    ['browsers alone', withPolicy({ clientAppTypes: ['browser'] }), ['policy_limited_clients policy-1 3']],
    ['at risk alone', withPolicy({ hasOtherConditions: true }), ['policy_other_conditions policy-1 3']],
    [
      'browsers stay signed in',
      withPolicy({ persistentBrowser: 'always' }),
      ['policy_persistent_browser policy-1 undefined'],
    ],
    [
      'a grant must sign in again',
      withPolicy({ signInFrequencyMs: day }),
      ['policy_sign_in_frequency policy-1 1'],
    ],
    [
      'a retired name',
      withPolicy({}, { name: 'Baseline policy: Require MFA for admins', state: 'disabled' }),
      ['policy_retired_baseline policy-2 undefined'],
    ],
    [
      'a sign-in without MFA',
      { signIns: signedIn({ withoutMfa: 2, lastWithoutMfaAt: noon }) },
      ['account_signed_in_without_mfa accounts 1'],
    ],
    [
      'a product of somebody else',
      { signIns: signedIn({ withoutMfa: 2, byCustomControl: 2 }) },
      ['account_third_party_mfa_without_claim accounts 1'],
    ],
    [
      'a provider that does not tell',
      { domains: federated, signIns: signedIn({ withoutMfa: 1, byFederation: 1 }) },
      ['federation_without_mfa_claim contoso.example 1'],
    ],
    [
      'a provider of which nothing is seen',
      { domains: federated },
      ['federation_mfa_not_seen contoso.example 3'],
    ],
    [
      'a managed account blocked at customers',
      { grants: wasRead([someGrantFacts({ refusedAtCustomers: { count: 4, lastAt: noon } })]) },
      ['delegated_admin_blocked_managed grant-1 4'],
    ],
    [
      'a federated account blocked at customers',
      {
        domains: federated,
        signIns: signedIn({ withMfa: 1 }),
        grants: wasRead([someGrantFacts({ refusedAtCustomers: { count: 4, lastAt: noon } })]),
      },
      ['delegated_admin_blocked_federated grant-1 4'],
    ],
    [
      'an application without MFA',
      {
        applications: wasRead([
          { id: 'old', name: 'Old tool', total: 9, withMfa: 2, lastWithoutMfaAt: noon },
          { id: 'application-1', name: 'New tool', total: 5, withMfa: 5, lastWithoutMfaAt: undefined },
        ]),
      },
      ['application_calls_without_mfa old 7'],
    ],
    [
      'an application with somebody’s password',
      {
        signIns: wasRead({
          since: noon,
          total: 2,
          withMfa: 0,
          isCut: false,
          byAccount: new Map(),
          byPassword: new Map([
            ['old', { name: 'Old tool', count: 2, lastAt: noon, accounts: new Set(['robot']) }],
          ]),
        }),
      },
      ['application_signs_in_with_password old 2'],
    ],
    [
      'an application of which no grant is kept',
      {
        applications: wasRead([
          { id: 'application-1', name: 'Ours', total: 5, withMfa: 5, lastWithoutMfaAt: undefined },
          { id: 'other', name: 'Another', total: 3, withMfa: 3, lastWithoutMfaAt: undefined },
        ]),
      },
      ['application_without_grant other 3'],
    ],
    [
      'security defaults, and a role of one account',
      { ...withPolicy(), securityDefaults: wasRead({ isEnabled: true }), roles: roles('reader') },
      ['tenant_security_defaults tenant 2'],
    ],
    [
      'terms of use, which a click accepts',
      withPolicy({ controls: ['mfa', 'termsOfUse'] }),
      ['policy_other_control_skips_mfa policy-1 3'],
    ],
    [
      'the portal without MFA',
      { portal: wasRead({ count: 30, lastAt: noon, principals: [{ name: 'anna', lastAt: noon }] }) },
      ['account_uses_portal_without_mfa accounts 30'],
    ],
    [
      'a grant that is refused',
      { grants: wasRead([someGrantFacts({ mfaRefusedAt: noon, isMfaCompliant: false, amr: ['pwd'] })]) },
      ['grant_refused_without_mfa grant-1 1'],
    ],
    [
      'a grant that will be refused',
      { grants: wasRead([someGrantFacts({ isMfaCompliant: false })]) },
      ['grant_not_mfa_compliant grant-1 1'],
    ],
    [
      'a grant by the set-up of Windows Hello',
      { grants: wasRead([someGrantFacts({ amr: ['pwd', 'ngcmfa'], isMfaCompliant: undefined })]) },
      ['account_hello_provisioning_only grant-1 1'],
    ],
    [
      'a grant that nobody uses',
      { grants: wasRead([someGrantFacts({ redeemedAt: noon - 60 * day })]) },
      ['grant_unused grant-1 1'],
    ],
    [
      'a grant that ends before its refresh token is forgotten',
      {
        grants: wasRead([
          someGrantFacts({
            redeemedAt: noon - 60 * day,
            ends: { at: noon + 29 * day, cause: 'sign-in-frequency' },
          }),
        ]),
      },
      ['grant_ends_soon grant-1 1'],
    ],
    [
      'a grant that ends',
      { grants: wasRead([someGrantFacts({ ends: { at: noon + 30 * day, cause: 'gdap' } })]) },
      ['grant_ends_soon grant-1 1'],
    ],
    [
      'a requirement of the score',
      {
        score: wasRead({
          current: 0,
          max: 20,
          requirements: [
            { type: 'mfaEnforcedForAdmins', isMet: false, score: 0, maxScore: 20, actionUrl: undefined },
            { type: 'other', isMet: undefined, score: 0, maxScore: 20, actionUrl: undefined },
          ],
        }),
      },
      ['score_requirement_not_met mfaEnforcedForAdmins undefined'],
    ],
    [
      'a grant of a Global Administrator',
      { roles: roles(globalAdministrator), grants: wasRead([someGrantFacts({ account: anna.id })]) },
      ['grant_of_global_administrator grant-1 1'],
    ],
    [
      'an application without the permission for Partner Center',
      { permissions: wasRead([{ api: graphApi, scopes: new Set(['User.Read']) }]) },
      ['permission_missing partner-center 1'],
    ],
    [
      'an application with permissions of Azure AD Graph',
      {
        permissions: wasRead([
          { api: partnerCenterApi, scopes: new Set(['user_impersonation']) },
          { api: retiredApi, scopes: new Set(['User.Read', 'Directory.Read.All']) },
        ]),
      },
      [`permission_retired ${retiredApi} 2`],
    ],
  ];
  for (const [name, change, expected] of cases) {
    test(name, () => assert.deepEqual(findingsOf(change), expected));
  }

  test('each says who mends it and how: by a click path or a command, with a page of Microsoft’s', () => {
    for (const [id, { title, owner, remedy }] of Object.entries<FindingRow>(findingTable)) {
      assert.ok(title !== '' && owner !== undefined, id);
      assert.match(remedy.link, /^https:\/\/learn\.microsoft\.com\//, id);
      assert.ok(remedy.command !== undefined || / > |https:\/\/aka\.ms\//.test(remedy.steps), id);
    }
  });

  test('a grant is invited again by its own command, and a finding names its account and application', () => {
    const grants = wasRead([someGrantFacts({ mfaRefusedAt: noon, isMfaCompliant: false, amr: ['pwd'] })]);
    const [found] = assess(someSources({ grants }), noon).findings;
    assert.equal(found?.remedy.command, 'consentry invite --for-grant grant-1');
    assert.deepEqual(found?.evidence, {
      count: 1,
      examples: ['robot@contoso.example'],
      facts: { account: 'id of robot', application: 'application-1', amr: 'pwd', lastAt: noon },
    });
  });

  test('every id of the table has its case', () => {
    const found = new Set(cases.flatMap(([, , expected]) => expected.map((line) => line.split(' ')[0])));
    assert.deepEqual(
      Object.keys(findingTable).filter((id) => !found.has(id)),
      [],
    );
  });
});

test('a way round one policy is none where another asks all the same, or security defaults do', () => {
  const weak = { controls: ['mfa', 'compliantDevice'], excluded: aSide({ users: [anna.id] }) };
  assert.deepEqual(findingsOf(withPolicy(weak, {})), []);
  assert.deepEqual(findingsOf({ ...withPolicy(weak), securityDefaults: wasRead({ isEnabled: true }) }), [
    'tenant_security_defaults tenant 3',
  ]);
});

test('a way round by a place says which place it is', () => {
  const locations = wasRead([{ id: 'office', name: 'Office', isTrusted: true }]);
  const factsOf = (change: Partial<AccessPolicy>): unknown =>
    assess(someSources({ ...withPolicy(change), locations }), noon).findings[0]?.evidence.facts['locations'];
  assert.equal(factsOf({ includedLocations: ['All'], excludedLocations: ['office'] }), 'Office');
  assert.equal(factsOf({ excludedLocations: ['AllTrusted', 'elsewhere'] }), 'AllTrusted, elsewhere');
  assert.equal(factsOf({ includedLocations: ['office'] }), 'Office');
});

test('where Entra does its own MFA, the provider of a domain is in nobody’s way', () => {
  const domains: Sources['domains'] = wasRead([
    { name: 'contoso.example', isFederated: true, mfaBehavior: 'rejectMfaByFederatedIdp' },
  ]);
  assert.deepEqual(findingsOf({ domains }), []);
  const signIns = signedIn({ withoutMfa: 1, byFederation: 1 });
  assert.deepEqual(findingsOf({ domains, signIns }), ['account_signed_in_without_mfa accounts 1']);
  const refused = wasRead([someGrantFacts({ refusedAtCustomers: { count: 4, lastAt: noon } })]);
  assert.deepEqual(findingsOf({ domains, grants: refused }), ['delegated_admin_blocked_managed grant-1 4']);
});

test('of a federated domain nothing is said of sign-ins that were not read, nor of a report that was not', () => {
  const registrations = wasRead({
    from: 'methods',
    isRegistered: new Map(),
    methods: new Map(),
    methodsOf: new Map(),
  } as const);
  const report = assess(someSources({ domains: federated, signIns: wasRefused(), registrations }), noon);
  const [{ id, title } = assert.fail()] = report.findings;
  assert.equal(id, 'federation_mfa_not_seen');
  assert.doesNotMatch(title, /signed in/);
  const unread = report.unread.find(({ source }) => source === 'registrations');
  assert.equal(unread?.count, 3);
  assert.doesNotMatch(unread.remedy, /report of methods/);
});

test('a policy of a partner may leave out the users of service providers: none of them has an account here', () => {
  const policy = withPolicy({ excluded: aSide({ guests: ['serviceProvider'] }) });
  assert.deepEqual(findingsOf(policy), []);
  assert.deepEqual(findingsOf({ ...policy, accounts: wasRefused() }), []);
});

test('MFA that is enforced for one account counts for this one', () => {
  const perUserMfa = (...enforced: readonly string[]): Partial<Sources> => ({
    ...withPolicy(),
    perUserMfa: wasRead({ enforced: new Set(enforced), notAsked: 0 }),
  });
  assert.deepEqual(findingsOf(perUserMfa(anna.id)), ['account_not_covered accounts 2']);
  assert.deepEqual(findingsOf(perUserMfa(anna.id, 'id of bo', 'id of robot')), []);
});

test('both controls together leave no way round', () => {
  assert.deepEqual(findingsOf(withPolicy({ controls: ['mfa', 'compliantDevice'], operator: 'AND' })), []);
});

test('a disabled account is no finding and in no share', () => {
  const accounts = wasRead([anna, anAccountOfGraph('gone', { isEnabled: false })]);
  const { findings, figures } = assess(
    someSources({ accounts, ...withPolicy({ users: aSide({ users: [anna.id] }) }) }),
    noon,
  );
  assert.deepEqual(findings, []);
  assert.ok(figures[0]?.kind === 'estimate');
  assert.deepEqual([figures[0].part, figures[0].whole], [1, 1]);
});

describe('what could not be read is told, and never counts as good', () => {
  test('policies and security defaults: every account is unknown', () => {
    const { findings, figures, unread } = assess(
      someSources({ policies: wasRefused(), securityDefaults: wasRefused() }),
      noon,
    );
    assert.deepEqual(findings, []);
    assert.ok(figures[0]?.kind === 'estimate');
    assert.deepEqual([figures[0].percent, figures[0].unknown], [0, 3]);
    assert.deepEqual(
      unread.map(({ source, code }) => [source, code]),
      [
        ['securityDefaults', 'api_forbidden'],
        ['policies', 'api_forbidden'],
        ['remembered-devices', 'not_available_by_api'],
      ],
    );
  });

  test('roles: whom security defaults exempt is unknown, and nobody is said not to be covered', () => {
    const { findings, figures } = assess(
      someSources({ ...withPolicy(), securityDefaults: wasRead({ isEnabled: true }), roles: wasRefused() }),
      noon,
    );
    assert.deepEqual(
      findings.map(({ id, evidence }) => [id, evidence.count]),
      [['tenant_security_defaults', undefined]],
    );
    assert.ok(figures[0]?.kind === 'estimate');
    assert.deepEqual([figures[0].part, figures[0].unknown], [0, 3]);
  });

  for (const [what, excluded, refused] of [
    ['group', { groups: ['group'] }, { groups: wasRefused() }],
    ['role', { roles: ['reader'] }, { roles: wasRefused() }],
  ] as const) {
    test(`members of a ${what} that a policy leaves out: who may be in it is unknown`, () => {
      const { figures } = assess(
        someSources({ ...withPolicy({ excluded: aSide(excluded) }), ...refused }),
        noon,
      );
      assert.ok(figures[0]?.kind === 'estimate');
      assert.deepEqual([figures[0].part, figures[0].unknown], [0, 3]);
    });
  }

  test('accounts: there is no share, and the ways round policies are found all the same', () => {
    const weak = { state: 'enabled', controls: ['mfa', 'compliantDevice'] } as const;
    const { findings, figures } = assess(someSources({ accounts: wasRefused(), ...withPolicy(weak) }), noon);
    assert.deepEqual(
      findings.map(({ id, evidence }) => [id, evidence.count]),
      [['policy_device_skips_mfa', undefined]],
    );
    assert.equal(figures[0]?.kind, 'not-available');
  });

  test('everything: the report says so of each source and ends', () => {
    const refused = Object.fromEntries(Object.keys(someSources()).map((name) => [name, wasRefused()]));
    const { partner } = someSources();
    const { findings, figures, unread } = assess({ ...(refused as unknown as Sources), partner }, noon);
    assert.deepEqual(findings, []);
    assert.ok(figures.every(({ kind }) => kind === 'not-available'));
    assert.equal(unread.length, 17);
  });
});

test('50,000 accounts leave twenty names, and the whole count', () => {
  const accounts = Array.from({ length: 50_000 }, (_, index) => anAccountOfGraph(`user-${index}`));
  const { findings } = assess(
    someSources({ accounts: wasRead(accounts), ...withPolicy({ users: aSide({ users: [anna.id] }) }) }),
    noon,
  );
  assert.deepEqual(
    findings.map(({ id, evidence }) => [id, evidence.count, evidence.examples.length]),
    [['account_not_covered', 50_000, 20]],
  );
});

test('of everybody who used the portal twenty are named', () => {
  const principals = Array.from({ length: 25 }, (_, index) => ({ name: `user-${index}`, lastAt: noon }));
  const { findings } = assess(
    someSources({ portal: wasRead({ count: 25, lastAt: noon, principals }) }),
    noon,
  );
  assert.deepEqual(
    findings.map(({ evidence }) => [evidence.count, evidence.examples.length]),
    [[25, 20]],
  );
});

describe('a report is compared with the one before', () => {
  const calls = (withMfa: number): Partial<Sources> => ({
    applications: wasRead([{ id: 'application-1', name: 'Old', total: 9, withMfa, lastWithoutMfaAt: noon }]),
  });
  const ids = (findings: readonly { readonly id: string }[]): readonly string[] =>
    findings.map(({ id }) => id);
  const reportOf = (change: Partial<Sources>) => assess(someSources(change), noon);

  test('what is new, what is worse, and what is mended', () => {
    const first = reportOf(calls(8));
    const second = reportOf({ ...calls(3), ...withPolicy({ persistentBrowser: 'always' }) });
    const changes = compareReports(first, second);
    assert.deepEqual(ids(changes.appeared), ['policy_persistent_browser']);
    assert.deepEqual(ids(changes.worse), ['application_calls_without_mfa']);
    assert.deepEqual(changes.fixed, []);
    const third = compareReports(second, reportOf(calls(9)));
    assert.deepEqual(ids(third.fixed), ['application_calls_without_mfa', 'policy_persistent_browser']);
    assert.deepEqual([third.appeared, third.worse, third.unknown], [[], [], []]);
  });

  test('what is gone because it could not be read is not mended', () => {
    const changes = compareReports(reportOf(calls(8)), reportOf({ applications: wasRefused() }));
    assert.deepEqual([ids(changes.fixed), ids(changes.unknown)], [[], ['application_calls_without_mfa']]);
  });
});
