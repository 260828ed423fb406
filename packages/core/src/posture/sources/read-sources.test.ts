import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiPorts } from '../../../test/an-api.ts';
import { aClock, anAnswer, noon, partner } from '../../../test/builders.ts';
import { createApis } from '../../apis/apis.ts';
import { Secret } from '../../secret.ts';
import { readSources } from './read-sources.ts';
import { readSource } from './source.ts';
import type { Sources } from './sources.ts';

const graphHost = 'https://graph.microsoft.com';

/** Reads a tenant that answers only what the test says, by the path with or without its query. Everything else is 403. */
async function read(answers: Readonly<Record<string, object>>): Promise<Sources> {
  const ports = apiPorts(async ({ url }) => {
    const { pathname, search } = new URL(url);
    const answer = answers[pathname + search] ?? answers[pathname];
    if (answer !== undefined) return anAnswer(answer);
    return anAnswer({ error: { code: 'Authorization_RequestDenied' } }, { status: 403 });
  });
  const apis = createApis(ports, ({ resource }) => async () => ({
    value: Secret.of('access'),
    baseUrl: resource === 'graph' ? graphHost : 'https://api.partnercenter.microsoft.com',
  }));
  return readSources({ apis, clock: aClock(), partner }, []);
}

test('each source that is refused says so with a remedy, and an empty tenant is read as empty', async () => {
  const refused = await read({});
  for (const [name, source] of Object.entries(refused)) {
    if (['partner', 'about', 'grants'].includes(name)) continue;
    assert.equal((source as Sources['accounts']).outcome, 'unreadable', name);
  }
  const { accounts } = await read({ '/v1.0/users': { value: [] } });
  assert.deepEqual(accounts, { outcome: 'read', value: [], at: noon });
});

test('a list that fails halfway was not read', async () => {
  const page = {
    value: [{ id: 'one', userPrincipalName: 'one@contoso.example' }],
    '@odata.nextLink': `${graphHost}/v1.0/users/refused?$skiptoken=2`,
  };
  const { accounts } = await read({ '/v1.0/users': page });
  assert.equal(accounts.outcome, 'unreadable');
});

for (const spelling of ['noncomplaint', 'noncompliant', 'nonCompliant']) {
  for (const isWrapped of [true, false]) {
    test(`a requirement is not met when it is ${spelling}, ${isWrapped ? 'in value or not' : 'bare'}`, async () => {
      const requirements = [
        { requirementType: 'a', complianceStatus: spelling, score: 0, maxScore: 20 },
        { requirementType: 'b', complianceStatus: 'compliant', score: 20, maxScore: 20 },
        { requirementType: 'c', complianceStatus: 'unknownFutureValue', score: 1, maxScore: 20 },
      ];
      const score = { currentScore: 21, maxScore: 100, requirements };
      const sources = await read({
        '/beta/security/partner/securityScore': isWrapped ? { value: score } : score,
      });
      assert.ok(sources.score.outcome === 'read');
      assert.deepEqual(
        sources.score.value.requirements.map(({ isMet }) => isMet),
        [false, true, undefined],
      );
    });
  }
}

for (const field of ['lastNonMfaCompliantRequestDateTime', 'LastNonMfaCompliantLoginDateTime']) {
  test(`who used the portal is read, with the date in ${field}`, async () => {
    const items = Array.from({ length: 25 }, (_, index) => ({
      upn: `user-${index}@contoso.example`,
      [field]: `2026-11-${String(index + 1).padStart(2, '0')}T10:00:00`,
    }));
    const { portal } = await read({ '/v1/nonMfaCompliantPartnerPrincipals': { items } });
    assert.ok(portal.outcome === 'read');
    const { count, lastAt, principals } = portal.value;
    assert.deepEqual([count, lastAt, principals.length], [25, Date.UTC(2026, 10, 25, 10), 25]);
  });
}

test('the days of an application are one, and a row without its counts makes the whole unreadable', async () => {
  const row = (loginDate: string, mfaCompliantRequestCount: number, totalRequestCount?: number) => ({
    loginDate,
    applicationId: 'tool',
    applicationName: 'Tool',
    mfaCompliantRequestCount,
    totalRequestCount,
  });
  const path = '/v1/applicationmfaadoptionstatus';
  const days = [row('2026-11-18', 1, 3), row('2026-11-19', 0, 1), row('2026-11-20', 1, 1)];
  const { applications } = await read({ [path]: days });
  assert.ok(applications.outcome === 'read');
  assert.deepEqual(applications.value, [
    { id: 'tool', name: 'Tool', total: 5, withMfa: 2, lastWithoutMfaAt: Date.UTC(2026, 10, 19) },
  ]);
  for (const bad of [row('2026-11-18', 1), row('2026-11-18', 3, 2), row('2026-11-18', -1, 2)]) {
    const { applications: unread } = await read({ [path]: [...days, bad] });
    assert.ok(unread.outcome === 'unreadable');
    assert.equal(unread.code, 'api_bad_response');
  }
});

test('sign-ins that were let in are counted, with MFA by what was wanted, by its detail or by a step', async () => {
  const signIn = (change: object): object => ({
    userId: 'anna',
    userPrincipalName: 'Anna@contoso.example',
    createdDateTime: '2026-11-20T10:00:00Z',
    status: { errorCode: 0 },
    authenticationRequirement: 'singleFactorAuthentication',
    mfaDetail: null,
    ...change,
  });
  const step = { succeeded: true, authenticationStepRequirement: 'Multi-factor authentication' };
  const passed = { enforcedGrantControls: ['Other product'], result: 'success' };
  const { signIns } = await read({
    '/beta/auditLogs/signIns': {
      value: [
        signIn({ authenticationRequirement: 'multiFactorAuthentication' }),
        signIn({ mfaDetail: { authMethod: 'Phone' } }),
        signIn({ authenticationDetails: [step] }),
        signIn({ status: { errorCode: 50079 } }),
        signIn({ status: { errorCode: 50076 }, authenticationRequirement: 'multiFactorAuthentication' }),
        signIn({ authenticationDetails: [{ ...step, succeeded: false }] }),
        signIn({ appliedConditionalAccessPolicies: [passed], createdDateTime: '2026-11-20T11:00:00Z' }),
        signIn({ appliedConditionalAccessPolicies: [{ ...passed, result: 'notApplied' }] }),
        signIn({ appliedConditionalAccessPolicies: [{ ...passed, enforcedGrantControls: ['Mfa'] }] }),
        signIn({ tokenIssuerType: 'ADFederationServices' }),
      ],
    },
  });
  assert.ok(signIns.outcome === 'read');
  const { total, withMfa, isCut, byAccount } = signIns.value;
  assert.deepEqual([total, withMfa, isCut], [8, 3, false]);
  assert.deepEqual(byAccount.get('anna'), {
    name: 'anna@contoso.example',
    withMfa: 3,
    withoutMfa: 5,
    lastWithoutMfaAt: Date.UTC(2026, 10, 20, 11),
    byCustomControl: 1,
    byFederation: 1,
  });
});

test('sign-ins by a name and a password are read by application, those that were refused not', async () => {
  const signIn = (account: string, createdDateTime: string, change: object = {}): object => ({
    userId: account,
    userPrincipalName: `${account}@contoso.example`,
    createdDateTime,
    appId: 'tool',
    appDisplayName: 'Old tool',
    authenticationProtocol: 'ropc',
    status: { errorCode: 0 },
    ...change,
  });
  const { signIns } = await read({
    '/beta/auditLogs/signIns': {
      value: [
        signIn('Robot', '2026-11-20T11:00:00Z'),
        signIn('robot', '2026-11-20T10:00:00Z'),
        signIn('cleo', '2026-11-20T12:00:00Z', { status: { errorCode: 50076 } }),
        signIn('anna', '2026-11-20T12:00:00Z', { authenticationProtocol: 'oAuth2' }),
      ],
    },
  });
  assert.ok(signIns.outcome === 'read');
  const accounts = new Set(['robot@contoso.example']);
  const lastAt = Date.UTC(2026, 10, 20, 11);
  assert.deepEqual(
    [...signIns.value.byPassword],
    [['tool', { name: 'Old tool', count: 2, lastAt, accounts }]],
  );
});

test('who called without MFA is read by application; calls with MFA, and those of which it is not told, are not', async () => {
  const call = (upn: string, mfaCompliant?: boolean) => ({
    applicationId: 'tool',
    upn,
    mfaCompliant,
    requestDateTime: '2026-11-20T10:00:00.000',
  });
  const items = [call('anna', false), call('anna', false), call('bo', true), call('cleo')];
  const { requests } = await read({ '/v1/partnerRequests': { items } });
  assert.ok(requests.outcome === 'read');
  const [[application, calls] = assert.fail(), ...others] = requests.value;
  assert.deepEqual([application, calls.count, [...calls.accounts], others], ['tool', 2, ['anna'], []]);
  assert.equal(calls.lastAt, Date.UTC(2026, 10, 20, 10));
});

test('a policy in a state that is not known protects nobody, and a strength counts only where it is MFA', async () => {
  const policy = (state: string, requirementsSatisfied: string) => ({
    id: state,
    state,
    conditions: { users: { includeUsers: ['All'] }, applications: { includeApplications: ['All'] } },
    grantControls: { operator: 'OR', builtInControls: [], authenticationStrength: { requirementsSatisfied } },
  });
  const { policies } = await read({
    '/v1.0/identity/conditionalAccess/policies': {
      value: [policy('enabled', 'mfa'), policy('enabled', 'none'), policy('somethingNew', 'mfa')],
    },
  });
  assert.ok(policies.outcome === 'read');
  assert.deepEqual(
    policies.value.map(({ state, controls }) => [state, controls]),
    [
      ['enabled', ['authenticationStrength']],
      ['enabled', []],
      ['disabled', ['authenticationStrength']],
    ],
  );
});

test('terms of use are one more control of a policy', async () => {
  const grantControls = { operator: 'OR', builtInControls: ['mfa'], termsOfUse: ['terms'] };
  const { policies } = await read({
    '/v1.0/identity/conditionalAccess/policies': {
      value: [{ id: 'policy', state: 'enabled', grantControls }],
    },
  });
  assert.ok(policies.outcome === 'read');
  assert.deepEqual(policies.value[0]?.controls, ['mfa', 'termsOfUse']);
});

test('a policy of which a part is not what Graph documents makes all of them unreadable: it may be what it leaves out', async () => {
  const users = { includeUsers: ['All'], excludeUsers: [] };
  const policy = {
    id: 'policy',
    displayName: null,
    state: 'enabled',
    conditions: {
      users,
      applications: { includeApplications: ['All'] },
      locations: null,
      insiderRiskLevels: 'minor,moderate',
    },
    grantControls: { operator: 'OR', builtInControls: ['mfa'], authenticationStrength: null },
    sessionControls: null,
  };
  const readOne = async (change: object): Promise<Sources['policies']> => {
    const answer = { value: [{ ...policy, ...change }] };
    return (await read({ '/v1.0/identity/conditionalAccess/policies': answer })).policies;
  };
  const whole = await readOne({});
  assert.ok(whole.outcome === 'read');
  assert.deepEqual(
    whole.value.map(({ name, hasOtherConditions }) => [name, hasOtherConditions]),
    [['policy', true]],
  );
  for (const change of [
    { id: undefined },
    { state: 7 },
    { conditions: 'All' },
    { conditions: { users: { ...users, excludeUsers: 'id of anna' } } },
    { conditions: { users: { ...users, excludeGroups: [7] } } },
    { conditions: { users: { ...users, excludeGuestsOrExternalUsers: { guestOrExternalUserTypes: null } } } },
    { conditions: { users, clientAppTypes: 'browser' } },
    { grantControls: { builtInControls: ['mfa'], customAuthenticationFactors: {} } },
  ]) {
    const { outcome } = await readOne(change);
    assert.equal(outcome, 'unreadable', JSON.stringify(change));
  }
});

test('whoever was invited is a guest, where Graph does not say it too', async () => {
  const user = (userPrincipalName: string, userType: string | null) => ({
    id: userPrincipalName,
    userPrincipalName,
    userType,
  });
  const value = [
    user('a_fabrikam.example#EXT#@contoso.example', null),
    user('b_fabrikam.example#EXT#@contoso.example', 'Member'),
    user('c@contoso.example', null),
    user('d@contoso.example', 'Guest'),
  ];
  const { accounts } = await read({ '/v1.0/users': { value } });
  assert.ok(accounts.outcome === 'read');
  assert.deepEqual(
    accounts.value.map(({ isGuest }) => isGuest),
    [true, false, false, true],
  );
});

test('security defaults that do not say whether they are on were not read', async () => {
  const { securityDefaults } = await read({ '/v1.0/policies/identitySecurityDefaultsEnforcementPolicy': {} });
  assert.ok(securityDefaults.outcome === 'unreadable');
  assert.equal(securityDefaults.code, 'api_bad_response');
});

test('a defect of the program is no answer of a source', async () => {
  await assert.rejects(
    readSource(aClock(), async () => {
      throw new TypeError('a defect');
    }),
    TypeError,
  );
});

for (const [what, change] of Object.entries({
  'has an empty detail': { mfaDetail: {} },
  'has a detail of nothing': { mfaDetail: { authMethod: null, authDetail: null } },
  'skipped the MFA that was wanted': {
    authenticationRequirement: 'multiFactorAuthentication',
    mfaDetail: { authMethod: null, authDetail: 'MFA requirement skipped due to remembered device' },
  },
  'skipped it by a step': {
    authenticationRequirement: 'multiFactorAuthentication',
    authenticationDetails: [
      { succeeded: true, authenticationStepResultDetail: 'MFA requirement skipped due to location' },
    ],
  },
})) {
  test(`a sign-in that ${what} is one without MFA`, async () => {
    const signIn = { userId: 'anna', status: { errorCode: 0 }, ...change };
    const { signIns } = await read({ '/beta/auditLogs/signIns': { value: [signIn] } });
    assert.ok(signIns.outcome === 'read');
    assert.deepEqual([signIns.value.total, signIns.value.withMfa], [1, 0]);
  });
}

test('a policy for the guests of some tenants is told from one for all guests', async () => {
  const policy = (membershipKind: string) => ({
    id: membershipKind,
    state: 'enabled',
    conditions: {
      users: {
        includeGuestsOrExternalUsers: {
          guestOrExternalUserTypes: 'b2bCollaborationGuest',
          externalTenants: { membershipKind, members: ['a-tenant'] },
        },
      },
    },
  });
  const value = [policy('all'), policy('enumerated')];
  const { policies } = await read({ '/v1.0/identity/conditionalAccess/policies': { value } });
  assert.ok(policies.outcome === 'read');
  assert.deepEqual(
    policies.value.map(({ users }) => [users.guests, users.isOfSomeTenants === true]),
    [
      [['b2bCollaborationGuest'], false],
      [['b2bCollaborationGuest'], true],
    ],
  );
});

test('who holds a role by a group holds it; where the group is refused, nobody’s roles are known', async () => {
  const answers = {
    '/v1.0/directoryRoles': { value: [{ id: 'role-1', roleTemplateId: 'reader' }] },
    '/v1.0/directoryRoles/role-1/members': {
      value: [{ '@odata.type': '#microsoft.graph.group', id: 'group-1' }, { id: 'bo' }],
    },
  };
  const members = { value: [{ id: 'anna' }, { id: 'bo' }] };
  const { roles } = await read({ ...answers, '/v1.0/groups/group-1/transitiveMembers': members });
  assert.ok(roles.outcome === 'read');
  assert.deepEqual([roles.value.get('anna'), roles.value.get('bo')], [['reader'], ['reader']]);
  assert.equal((await read(answers)).roles.outcome, 'unreadable');
});

for (const value of [1e18, 1.5, -1, '8', null]) {
  test(`a sign-in frequency of ${JSON.stringify(value)} makes the policies unreadable`, async () => {
    const signInFrequency = { isEnabled: true, frequencyInterval: 'timeBased', type: 'days', value };
    const policy = { id: 'policy-1', state: 'enabled', sessionControls: { signInFrequency } };
    const { policies } = await read({ '/v1.0/identity/conditionalAccess/policies': { value: [policy] } });
    assert.ok(policies.outcome === 'unreadable');
    assert.equal(policies.code, 'api_bad_response');
  });
}
