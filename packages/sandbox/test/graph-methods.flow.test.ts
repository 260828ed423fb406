import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld, generateWorld } from '../src/index.ts';
import type { User, World } from '../src/index.ts';
import { aUserOf } from './a-world.ts';
import { aUserInGraph, valueOf, worldOfGraph } from './graph-client.ts';
import { anObserver } from './graph-posture-client.ts';
import { graphErrorOf } from './write-call.ts';

const { partnerOne } = DEFAULT_TENANTS;
const REPORT = '/reports/authenticationMethods/userRegistrationDetails';
const NOT_PREMIUM = [403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'];
const DENIED = [403, 'Authorization_RequestDenied'];

function worldWith(login: string, changes: Partial<User>): World {
  const world = defaultWorld();
  Object.assign(aUserOf(world, login), changes);
  return world;
}

test('the report tells who registered what, and not of disabled accounts', async () => {
  const observer = await anObserver(worldWith('federated@partner-one.example', { state: 'disabled' }));
  const rows = await observer.list(REPORT);
  const shown = rows.map((row) => [
    row['userPrincipalName'],
    row['isMfaRegistered'],
    row['isAdmin'],
    row['userType'],
  ]);
  assert.deepEqual(shown, [
    ['service@partner-one.example', true, false, 'member'],
    ['no-mfa@partner-one.example', false, false, 'member'],
    ['guest_control-panel.example#EXT#@partner-one.example', true, false, 'guest'],
    ['admin@partner-one.example', true, true, 'member'],
  ]);
  assert.deepEqual(rows[0]?.['methodsRegistered'], ['softwareOneTimePasscode']);
});

test('a code that goes to somebody else is no registered method, and an e-mail address is no second factor', async () => {
  const login = 'service@partner-one.example';
  const rowOf = async (changes: Partial<User>): Promise<Record<string, unknown> | undefined> => {
    const observer = await anObserver(worldWith(login, changes));
    const [row] = await observer.list(`${REPORT}?$filter=userPrincipalName eq '${login}'`);
    return row;
  };
  assert.deepEqual((await rowOf({ secondFactor: 'third-party' }))?.['methodsRegistered'], []);
  const weak = await rowOf({ secondFactor: 'third-party', methods: ['email', 'securityQuestion'] });
  assert.deepEqual(
    [weak?.['isMfaCapable'], weak?.['methodsRegistered']],
    [false, ['email', 'securityQuestion']],
  );
  assert.equal((await rowOf({ methods: ['fido2'] }))?.['isPasswordlessCapable'], true);
});

test('the report wants Entra ID P1 and its permission; of a user, a role that reads reports', async () => {
  const free = defaultWorld();
  for (const tenant of free.tenants) tenant.entraPlan = 'free';
  const observer = await anObserver(free);
  assert.deepEqual(graphErrorOf(await observer.get(REPORT)), NOT_PREMIUM);
  assert.deepEqual(graphErrorOf(await observer.get('/auditLogs/signIns')), NOT_PREMIUM);
  const signInActivity = await observer.get('/users?$select=id,signInActivity');
  assert.deepEqual(graphErrorOf(signInActivity), NOT_PREMIUM);
  // The methods of each user, and the policies, are there without.
  const methods = await observer.get('/users/service@partner-one.example/authentication/methods');
  assert.equal(methods.status, 200);
  const [organization] = valueOf(await observer.get('/organization'));
  assert.deepEqual(organization?.['assignedPlans'], []);
  const other = await anObserver(defaultWorld(), ['User.Read.All']);
  for (const path of [
    REPORT,
    '/users/service@partner-one.example/authentication/methods',
    '/auditLogs/signIns',
  ])
    assert.deepEqual(graphErrorOf(await other.get(path)), DENIED, path);
  const scopes = ['AuditLog.Read.All'];
  const plain = await aUserInGraph(worldOfGraph({ scopes }), partnerOne);
  assert.deepEqual(graphErrorOf(await plain.get(REPORT)), DENIED);
  const admin = await aUserInGraph(worldOfGraph({ scopes }), partnerOne, 'admin');
  assert.equal((await admin.get(REPORT)).status, 200);
});

test('a user shows each method by its kind, and a password only where Entra has it', async () => {
  const kindsOf = async (world: World): Promise<unknown[]> => {
    const observer = await anObserver(world);
    const methods = await observer.get('/users/service@partner-one.example/authentication/methods');
    return valueOf(methods).map((method) => method['@odata.type']);
  };
  const world = worldWith('service@partner-one.example', {
    methods: ['mobilePhone', 'windowsHelloForBusiness'],
  });
  assert.deepEqual(await kindsOf(world), [
    '#microsoft.graph.passwordAuthenticationMethod',
    '#microsoft.graph.softwareOathAuthenticationMethod',
    '#microsoft.graph.phoneAuthenticationMethod',
    '#microsoft.graph.windowsHelloForBusinessAuthenticationMethod',
  ]);
  for (const tenant of world.tenants) tenant.federation = 'mfa-without-claim';
  assert.deepEqual(await kindsOf(world), [
    '#microsoft.graph.phoneAuthenticationMethod',
    '#microsoft.graph.windowsHelloForBusinessAuthenticationMethod',
  ]);
});

test('beta tells of MFA that is asked of a user alone', async () => {
  const stateOf = async (
    mfa: 'required' | 'when-registered' | 'when-asked',
    name: string,
  ): Promise<unknown> => {
    const world = defaultWorld();
    for (const tenant of world.tenants) tenant.mfa = mfa;
    const observer = await anObserver(world);
    const path = `/users/${name}@partner-one.example/authentication/requirements`;
    return (await observer.beta(path)).body['perUserMfaState'];
  };
  assert.equal(await stateOf('required', 'no-mfa'), 'enforced');
  assert.equal(await stateOf('when-registered', 'no-mfa'), 'disabled');
  assert.equal(await stateOf('when-registered', 'service'), 'enforced');
  assert.equal(await stateOf('when-asked', 'service'), 'disabled');
});

test('a user shows state, type, origin, age and licences when they are selected, and can be asked for by them', async () => {
  const world = worldWith('no-mfa@partner-one.example', { isSynced: true, createdAt: Date.UTC(2020, 0, 2) });
  aUserOf(world, 'federated@partner-one.example').state = 'disabled';
  const observer = await anObserver(world);
  const select = '$select=accountEnabled,userType,onPremisesSyncEnabled,createdDateTime,assignedLicenses';
  const [user] = await observer.list(
    `/users?$filter=userPrincipalName eq 'no-mfa@partner-one.example'&${select}`,
  );
  assert.deepEqual(user, {
    accountEnabled: true,
    assignedLicenses: [{ skuId: '078d2b04-f1bd-4111-bbd4-b4b1b354cef4', disabledPlans: [] }],
    createdDateTime: '2020-01-02T00:00:00.000Z',
    onPremisesSyncEnabled: true,
    userType: 'Member',
  });
  const namesOf = async (filter: string): Promise<unknown[]> =>
    (await observer.list(`/users?$filter=${filter}`)).map(
      (one) => String(one['userPrincipalName']).split('@')[0],
    );
  assert.deepEqual(await namesOf('accountEnabled eq false'), ['federated']);
  assert.deepEqual(await namesOf("userType eq 'Guest' and accountEnabled eq true"), [
    'guest_control-panel.example#EXT#',
  ]);
  assert.deepEqual(await namesOf('onPremisesSyncEnabled eq true'), ['no-mfa']);
});

test('a partner of thousands of accounts is listed page by page', async () => {
  const world = generateWorld({
    seed: 8,
    customers: 1,
    usersPerPartner: 5_000,
    partnerShares: { withoutMfa: 0.1, disabled: 0.05, guests: 0.02 },
  });
  const partner = world.tenants.find(({ kind }) => kind === 'partner')?.id ?? '';
  const observer = await anObserver(world, undefined, partner);
  const users = await observer.list('/users?$select=id,accountEnabled,userType&$top=999');
  assert.equal(users.length, 5_005);
  const rows = await observer.list(REPORT);
  const active = users.filter((user) => user['accountEnabled'] === true);
  assert.equal(rows.length, active.length);
  const without = rows.filter((row) => row['isMfaRegistered'] === false).length;
  assert.ok(without > 400 && without < 600, String(without));
  const guests = users.filter((user) => user['userType'] === 'Guest').length;
  assert.ok(guests > 60 && guests < 140, String(guests));
});

test('a password that an administrator resets, and sessions that are revoked, show when', async () => {
  const observer = await anObserver();
  const { control, clock, world } = observer.client.sandbox;
  const instants = 'lastPasswordChangeDateTime,signInSessionsValidFromDateTime';
  const instantsOf = async (): Promise<boolean[]> => {
    const { body } = await observer.get(`/users/service@partner-one.example?$select=${instants}`);
    return instants.split(',').map((name) => Date.parse(String(body[name])) >= startedAt);
  };
  const startedAt = clock.now();
  const { objectId } = aUserOf(world, 'service@partner-one.example');
  assert.deepEqual(await instantsOf(), [false, false]);
  control.resetPassword(objectId, { by: 'azure-portal', password: 'another' });
  assert.deepEqual(await instantsOf(), [true, false]);
  control.resetPassword(objectId, { by: 'entra-admin-center', password: 'a third' });
  assert.deepEqual(await instantsOf(), [true, true]);
});
