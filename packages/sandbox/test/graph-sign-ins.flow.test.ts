import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { ConditionalAccessPolicy, User, World } from '../src/index.ts';
import { aPolicy, consentFrom } from './a-policy.ts';
import { aUserOf } from './a-world.ts';
import { GRAPH_SCOPE, PARTNER_CENTER_SCOPE, anAccount } from './example-client.ts';
import { POSTURE_ROLES, anObserver, at } from './graph-posture-client.ts';
import type { Observer } from './graph-posture-client.ts';
import { graphErrorOf } from './write-call.ts';

const { partnerOne, customerA } = DEFAULT_TENANTS;
const SIGN_INS = '/auditLogs/signIns';
const SERVICE = 'service@partner-one.example';
const DAY_MS = 24 * 60 * 60_000;

/** Partner one asks nobody for a code who need not give one. */
function aWorld(policies: Partial<ConditionalAccessPolicy>[] = [], user: Partial<User> = {}): World {
  const world = defaultWorld();
  for (const tenant of world.tenants) tenant.mfa = 'when-asked';
  Object.assign(aUserOf(world, SERVICE), user);
  world.conditionalAccess.push(...policies.map((policy) => aPolicy(policy)));
  return world;
}

/** The newest sign-in as beta shows it. */
async function newest(observer: Observer, filter = ''): Promise<unknown> {
  const { body } = await observer.beta(`${SIGN_INS}?$top=1${filter === '' ? '' : `&$filter=${filter}`}`);
  return at(body, 'value.0');
}

const NOT_INTERACTIVE = "signInEventTypes/any(t: t eq 'nonInteractiveUser')";

test('a sign-in is in the log of the tenant: who, to what, from where; and only beta tells of MFA', async () => {
  const observer = await anObserver(defaultWorld());
  await consentFrom(observer.client, '203.0.113.9', anAccount('service'));
  const [signIn, ...others] = await observer.list(SIGN_INS);
  assert.equal(others.length, 0);
  assert.equal(signIn?.['userPrincipalName'], SERVICE);
  assert.equal(signIn?.['userId'], aUserOf(observer.client.sandbox.world, SERVICE).objectId);
  assert.equal(signIn?.['appId'], DEFAULT_APPLICATION.clientId);
  assert.equal(signIn?.['resourceDisplayName'], 'Microsoft Partner Center');
  assert.deepEqual([signIn?.['ipAddress'], signIn?.['isInteractive']], ['203.0.113.9', true]);
  assert.deepEqual([at(signIn, 'status.errorCode'), signIn?.['conditionalAccessStatus']], [0, 'notApplied']);
  assert.equal(at(signIn, 'authenticationRequirement'), undefined);
  const inBeta = await newest(observer);
  assert.equal(at(inBeta, 'authenticationRequirement'), 'multiFactorAuthentication');
  assert.equal(at(inBeta, 'mfaDetail.authMethod'), 'OATH verification code');
  assert.equal(at(inBeta, 'authenticationDetails.length'), 2);
});

test('a password alone, and a code that Entra does not see, are one factor', async () => {
  for (const user of [{}, { secondFactor: 'third-party' }] satisfies Partial<User>[]) {
    const observer = await anObserver(aWorld([], user));
    await observer.client.consent(anAccount('service'));
    const signIn = await newest(observer);
    assert.equal(at(signIn, 'authenticationRequirement'), 'singleFactorAuthentication');
    assert.deepEqual([at(signIn, 'mfaDetail'), at(signIn, 'authenticationDetails.length')], [null, 1]);
  }
});

test('a policy is applied, fails, or only reports what it would have done', async () => {
  const resultOf = async (
    policy: Partial<ConditionalAccessPolicy>,
    user: Partial<User> = {},
  ): Promise<unknown[]> => {
    const observer = await anObserver(aWorld([policy], user));
    await observer.client.consent(anAccount('service'));
    const signIn = await newest(observer);
    const found = [
      'status.errorCode',
      'conditionalAccessStatus',
      'appliedConditionalAccessPolicies.0.result',
    ];
    return found.map((path) => at(signIn, path));
  };
  assert.deepEqual(await resultOf({}), [0, 'success', 'success']);
  assert.deepEqual(await resultOf({}, { secondFactor: 'third-party' }), [50079, 'failure', 'failure']);
  assert.deepEqual(await resultOf({ grant: 'block' }), [53003, 'failure', 'failure']);
  const report = { state: 'report-only' } as const;
  assert.deepEqual(await resultOf(report), [0, 'notApplied', 'reportOnlyInterrupted']);
  assert.deepEqual(await resultOf({ ...report, grant: 'compliant-device' }), [
    0,
    'notApplied',
    'reportOnlyFailure',
  ]);
  assert.deepEqual(await resultOf({ ...report, resources: ['https://graph.microsoft.com'] }), [
    0,
    'notApplied',
    undefined,
  ]);
});

test('a way round a policy leaves its traces: the trusted location, and the device that the tenant manages', async () => {
  const world = aWorld([{ locations: { include: 'all', exclude: ['trusted'] } }], { device: 'compliant' });
  const office = { displayName: 'Office', networks: ['203.0.113.0/24'], isTrusted: true };
  for (const tenant of world.tenants)
    tenant.namedLocations = [{ id: '70000000-0000-4000-8000-000000000001', ...office }];
  const observer = await anObserver(world);
  await consentFrom(observer.client, '203.0.113.9', anAccount('service'));
  const signIn = await newest(observer);
  assert.deepEqual(at(signIn, 'networkLocationDetails'), [
    { networkType: 'trusted', networkNames: ['Office'] },
  ]);
  assert.equal(at(signIn, 'deviceDetail.isCompliant'), true);
  assert.equal(at(signIn, 'authenticationRequirement'), 'singleFactorAuthentication');
});

test('the policies of a sign-in are for who may read policies', async () => {
  const observer = await anObserver(aWorld([{}]), ['AuditLog.Read.All']);
  await observer.client.consent(anAccount('service'));
  const signIn = await newest(observer);
  assert.equal(at(signIn, 'conditionalAccessStatus'), 'success');
  assert.deepEqual(at(signIn, 'appliedConditionalAccessPolicies'), []);
});

test('a wrong password is in the log, and a name that nobody has is in none', async () => {
  const observer = await anObserver();
  await observer.client.consent({ ...anAccount('service'), password: 'wrong' });
  await observer.client.consent({ ...anAccount('service'), userPrincipalName: 'nobody@partner-one.example' });
  const codes = (await observer.list(SIGN_INS)).map((signIn) => at(signIn, 'status.errorCode'));
  assert.deepEqual(codes, [50126]);
  assert.equal((await observer.list(`${SIGN_INS}?$filter=status/errorCode eq 0`)).length, 0);
});

test('a redeemed refresh token is a sign-in without a person, which beta shows when asked', async () => {
  const observer = await anObserver();
  const { client, list } = observer;
  const refreshToken = await client.connect(anAccount('service'));
  await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, partnerOne);
  assert.equal((await list(SIGN_INS)).length, 1);
  const done = await newest(observer, NOT_INTERACTIVE);
  assert.deepEqual([at(done, 'status.errorCode'), at(done, 'incomingTokenType')], [0, 'refreshToken']);
  aUserOf(client.sandbox.world, SERVICE).state = 'disabled';
  await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, partnerOne);
  const refused = await newest(observer, `${NOT_INTERACTIVE} and status/errorCode ne 0`);
  assert.deepEqual([at(refused, 'status.errorCode'), at(refused, 'userPrincipalName')], [50057, SERVICE]);
});

test('a partner’s user at a customer is in the log of the customer, with MFA that Entra itself wants', async () => {
  const observer = await anObserver(defaultWorld(), POSTURE_ROLES, customerA);
  const refreshToken = await observer.client.connect(anAccount('service'));
  await observer.client.refresh(refreshToken, GRAPH_SCOPE, customerA);
  const signIn = await newest(observer, NOT_INTERACTIVE);
  assert.equal(at(signIn, 'crossTenantAccessType'), 'serviceProvider');
  assert.equal(at(signIn, 'homeTenantId'), partnerOne);
  assert.equal(at(signIn, 'authenticationRequirementPolicies.0.requirementProvider'), 'enforcedForCspAdmins');
});

test('sign-ins are asked for by time, user and application, and come in pages, the newest first', async () => {
  const observer = await anObserver();
  const { client, list } = observer;
  const { clock, control } = client.sandbox;
  await client.consent(anAccount('service'));
  control.moveClock(60_000);
  const between = new Date(clock.now() - 30_000).toISOString();
  await client.consent(anAccount('no-mfa'), { changes: { prompt: 'login' } });
  const namesOf = async (query: string): Promise<unknown[]> =>
    (await list(`${SIGN_INS}?${query}`)).map((one) => String(one['userPrincipalName']).split('@')[0]);
  assert.deepEqual(await namesOf('$top=1'), ['no-mfa', 'service']);
  assert.deepEqual(await namesOf(`$filter=createdDateTime ge ${between}`), ['no-mfa']);
  assert.deepEqual(await namesOf(`$filter=createdDateTime le ${between}`), ['service']);
  const { objectId } = aUserOf(client.sandbox.world, SERVICE);
  assert.deepEqual(
    await namesOf(`$filter=userId eq '${objectId}' and appId eq '${DEFAULT_APPLICATION.clientId}'`),
    ['service'],
  );
  assert.deepEqual(await namesOf(`$filter=appId eq '${objectId}'`), []);
  const unknown = await observer.get(`${SIGN_INS}?$filter=authenticationRequirement eq 'x'`);
  assert.deepEqual(graphErrorOf(unknown), [400, 'Request_UnsupportedQuery']);
});

test('the log keeps thirty days', async () => {
  const observer = await anObserver();
  const { client } = observer;
  await client.consent(anAccount('service'));
  client.sandbox.control.moveClock(30 * DAY_MS + 1);
  const { body } = await client.token({ grant_type: 'client_credentials', scope: GRAPH_SCOPE });
  const headers = { authorization: `Bearer ${body['access_token'] ?? ''}` };
  const response = await client.send(
    new Request(`${client.sandbox.origins.graph}/v1.0${SIGN_INS}`, { headers }),
  );
  assert.deepEqual(at(await response.json(), 'value'), []);
});

test('the last sign-in of a user can be selected', async () => {
  const observer = await anObserver();
  await observer.client.connect(anAccount('service'));
  const users = await observer.list('/users?$select=userPrincipalName,signInActivity');
  const activityOf = (name: string): unknown =>
    users.find((user) => user['userPrincipalName'] === name)?.['signInActivity'];
  assert.match(String(at(activityOf(SERVICE), 'lastSignInDateTime')), /^\d{4}-/);
  assert.equal(at(activityOf('no-mfa@partner-one.example'), 'lastSignInDateTime'), null);
});
