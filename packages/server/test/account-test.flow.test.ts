import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, readApplicationId } from '@consentry/core';
import { systemTimer } from '@consentry/core/node';
import type { AnswerOf, RequestOf } from '@consentry/core/contract';
import type { ConditionalAccessPolicy, Tenant, User, World } from '@consentry/sandbox';
import { createPerson, type Page, type Person, signIn, type SignInOptions } from '@consentry/sandbox/person';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import {
  aBroker,
  customerA,
  partnerOne,
  partnerTwo,
  type TestBroker,
  type TestBrokerOptions,
} from './a-broker.ts';
import { callback } from './a-callback.ts';
import { aDatabase } from './a-database.ts';
import { createSecrets, readEverything } from './secrets-in-sight.ts';
import { approveAtPartnerTwo, letRead } from './what-is-consented.ts';

const clientId = readApplicationId('44444444-3333-4222-8111-000000000000');
const domain = 'partner-one.example';

/** What a world says of partner one beside the default. */
interface Causes {
  readonly tenant?: Partial<Tenant>;
  readonly user?: Partial<User>;
  readonly policy?: Partial<ConditionalAccessPolicy>;
  /** What the partner’s grant may read at Graph. */
  readonly graphScopes?: readonly string[];
}

/** Nobody is asked for a code who need not: what asks is the cause. The public registration is there too. */
function aWorldWith({ tenant = {}, user = {}, policy, graphScopes = [] }: Causes): (world: World) => void {
  return (world) => {
    for (const one of world.tenants)
      if (one.id === partnerOne) Object.assign(one, { mfa: 'when-asked' }, tenant);
    for (const one of world.users)
      if (one.userPrincipalName === `service@${domain}`) Object.assign(one, user);
    if (policy !== undefined) world.conditionalAccess.push(aPolicy(policy));
    if (graphScopes.length > 0) letRead(world, graphScopes);
    addPublic(world);
  };
}

function addPublic(world: World): void {
  const [own] = world.applications;
  if (own === undefined) throw new TypeError('the world has an application');
  const { requiredScopes } = own;
  const change = { secrets: [], redirectUris: [], allowPublicClientFlows: true };
  world.applications.push({ ...own, ...change, clientId, displayName: 'Example Terminal' });
  world.servicePrincipals.push({ tenantId: partnerOne, clientId, state: 'enabled', roles: [] });
  for (const { resource, scopes } of requiredScopes)
    world.consents.push({ tenantId: partnerOne, clientId, resource, scopes: [...scopes], kind: 'admin' });
}

const aTester = (causes: Causes = {}, options: TestBrokerOptions = {}): Promise<TestBroker> =>
  aBroker({ world: aWorldWith(causes), config: { deviceCode: { clientId } }, ...options });

type Started = AnswerOf<'startAccountTest'>;
type End = AnswerOf<'finishAccountTest'>;

const start = (t: TestBroker, body: Partial<RequestOf<'startAccountTest'>['body']> = {}): Promise<Started> =>
  t.operator.call('startAccountTest', { body: { tenant: partnerOne, ...body } });

function endOf(t: TestBroker, { handle, intervalMs }: Pick<Started, 'handle' | 'intervalMs'>): Promise<End> {
  t.sandbox.control.moveClock(intervalMs);
  return t.operator.call('finishAccountTest', { body: { handle } });
}

interface Who extends SignInOptions {
  readonly user?: User;
  readonly person?: Person;
}

async function inBrowser(
  t: TestBroker,
  { url = '' }: Started,
  { user, ...options }: Who = {},
): Promise<Page> {
  return t.connect(url, user ?? t.user('service'), options);
}

async function byCode(t: TestBroker, started: Started, { user, ...options }: Who = {}): Promise<Page> {
  const { verificationUrl = '', userCode = '' } = started;
  const person = t.person();
  const page = await person.submit(await person.open(verificationUrl), { user_code: userCode });
  const { userPrincipalName, password, totpSecret } = user ?? t.user('service');
  const account = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
  return signIn(person, page, account, { now: () => t.sandbox.clock.now(), ...options });
}

const ways = [
  ['browser', inBrowser],
  ['device-code', byCode],
] as const;

/** No grant, no refresh token, no access token: neither at the broker nor, as far as it was asked, at Microsoft. */
async function assertNothingKept(t: TestBroker): Promise<void> {
  assert.deepEqual((await t.operator.call('listGrants', {})).items, []);
  assert.equal((await t.operator.call('listMasterKeys', {})).items[0]?.sealed.refreshTokens, 0);
  const issued = t.sandbox.ledger.refreshTokens();
  assert.deepEqual(issued, [], 'a refresh token was issued');
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

const federation = { sendsMfaClaim: false, mfaBehavior: 'enforce' } as const;
const federated: Causes = { tenant: { domains: [{ name: domain, federation }] } };

const customControl: Causes = {
  policy: { grant: 'external-challenge' },
  graphScopes: ['Policy.Read.All', 'Domain.Read.All'],
};

/** Result, reason, what the cmdlet says, and `amr`. */
type Expected = readonly [string, string, string, readonly string[] | undefined];

const causes: readonly (readonly [string, Causes, 'service' | 'federated', Expected])[] = [
  ['MFA that a policy asks for', { policy: {} }, 'service', ['pass', 'mfa', 'pass', ['pwd', 'mfa']]],
  ['no policy that asks', {}, 'service', ['fail', 'third_party_or_none', 'fail', ['pwd']]],
  [
    'MFA of a product that tells Entra nothing',
    { tenant: { mfa: 'when-registered' }, user: { secondFactor: 'third-party' } },
    'service',
    ['fail', 'third_party_or_none', 'fail', ['pwd']],
  ],
  [
    'the set-up of Windows Hello alone',
    { tenant: { mfa: 'when-registered' }, user: { secondFactor: 'hello-provisioning' } },
    'service',
    ['probably', 'hello_provisioning_only', 'pass', ['pwd', 'ngcmfa']],
  ],
  [
    'a federated domain without multipleauthn',
    federated,
    'service',
    ['fail', 'federation_without_claim', 'fail', ['pwd', 'fed']],
  ],
  ['a token without amr', {}, 'federated', ['fail', 'no_amr', 'fail', undefined]],
];

for (const [way, signInBy] of ways) {
  for (const [cause, world, account, expected] of causes) {
    test(`by ${way}: ${cause} ends as ${expected[0]}, ${expected[1]}`, async () => {
      await using t = await aTester(world);
      const started = await start(t, { way });
      assert.equal((await endOf(t, started)).status, 'pending');
      const page = await signInBy(t, started, { user: t.user(account) });
      assert.equal(page.status, 200, page.text);
      const { status, test: ended } = await endOf(t, started);
      assert.equal(status, 'tested');
      assert.deepEqual([ended?.result, ended?.reason, ended?.cmdlet, ended?.amr], expected);
      assert.deepEqual(
        [ended?.tenant, ended?.subject, ended?.way],
        [partnerOne, t.user(account).objectId, way],
      );
      await assertNothingKept(t);
    });
  }

  test(`by ${way}: a custom control is told apart where the partner’s grant may read policies`, async () => {
    await using t = await aTester(customControl);
    await t.aConnectedPartner();
    const started = await start(t, { way });
    await signInBy(t, started);
    const { test: ended } = await endOf(t, started);
    assert.deepEqual([ended?.result, ended?.reason], ['fail', 'custom_control']);
  });

  test(`by ${way}: without a grant that may read policies the reason stays broad`, async () => {
    await using t = await aTester({ ...customControl, graphScopes: [] });
    const started = await start(t, { way });
    await signInBy(t, started);
    assert.equal((await endOf(t, started)).test?.reason, 'third_party_or_none');
  });

  test(`by ${way}: what is kept is the record, and no token stands anywhere`, async () => {
    const secrets = createSecrets();
    await using t = await aTester({ policy: {} }, { watch: secrets.watchCloud });
    const started = await start(t, { way });
    await signInBy(t, started);
    await endOf(t, started);
    const [tested, began] = (await t.events()).filter(({ type }) => type.startsWith('account'));
    assert.ok(tested?.type === 'account.tested' && began?.type === 'account_test.started');
    assert.equal(tested.actor, way === 'browser' ? 'invited person' : 'operator');
    assert.deepEqual(
      [tested.tenant, tested.subject, tested.amr, tested.result, tested.reason, tested.cmdlet],
      [partnerOne, t.user('service').objectId, ['pwd', 'mfa'], 'pass', 'mfa', 'pass'],
    );
    assert.equal(tested.application, way === 'browser' ? t.config.application.id : clientId);
    assert.ok(secrets.all().length > 0);
    const kept = [...(await readEverything(t.folder)), ...t.logged];
    for (const { kind, value } of secrets.all())
      if (kind !== 'client_secret') assert.ok(!kept.some((text) => text.includes(value)), kind);
  });
}

test('asks Microsoft neither for MFA nor for a refresh token, and whoever is signed in signs in anew', async () => {
  await using t = await aTester();
  const { url = '' } = await start(t, { account: `service@${domain}` });
  const person = t.person();
  const page = await person.submit(await person.open(url));
  const asked = new URL(page.url).searchParams;
  assert.deepEqual([asked.get('prompt'), asked.get('amr_values')], ['login', null]);
  assert.equal(asked.get('login_hint'), `service@${domain}`);
  assert.equal(asked.get('redirect_uri'), callback);
  assert.equal(
    asked.get('scope'),
    'https://api.partnercenter.microsoft.com/user_impersonation openid profile',
  );
});

for (const entra of [
  { endpoints: 'v1', responseType: 'code id_token' },
  { endpoints: 'v2', responseType: 'code id_token' },
] as const) {
  test(`tests at ${entra.endpoints} in the hybrid flow, and drops what comes unasked`, async () => {
    await using t = await aTester({ policy: {} }, { config: { entra } });
    const started = await start(t);
    assert.equal((await inBrowser(t, started)).status, 200);
    assert.equal((await endOf(t, started)).test?.result, 'pass');
    assert.deepEqual((await t.operator.call('listGrants', {})).items, []);
    assert.equal((await t.operator.call('listMasterKeys', {})).items[0]?.sealed.refreshTokens, 0);
  });
}

test('says on the page how it ended, in the language of the browser', async () => {
  const wanted = [
    ['', 'without MFA that Microsoft can see', 'Require MFA of the account'],
    ['fr-FR, nl-NL;q=0.8, en;q=0.5', 'zonder MFA die Microsoft kan zien', 'Eis MFA van het account'],
    ['sv', 'utan MFA som Microsoft kan se', 'Kräv MFA av kontot'],
    ['de;q=1, *;q=0.1', 'without MFA that Microsoft can see', 'aka.ms/mfasetup'],
  ] as const;
  for (const [language, title, remedy] of wanted) {
    await using t = await aTester();
    const send = (request: Request): Promise<Response> => {
      request.headers.set('accept-language', language);
      return t.send(request);
    };
    const person = createPerson({ send, now: () => t.sandbox.clock.now() });
    const page = await inBrowser(t, await start(t), { person });
    assert.ok(page.text.includes(title) && page.text.includes(remedy), page.text);
    assert.ok(page.text.includes(`service@${domain}`) && page.text.includes('pwd'), page.text);
  }
});

test('tests an account of any tenant that knows Partner Center; a customer’s does not, and that is told', async () => {
  await using t = await aBroker({ world: approveAtPartnerTwo });
  const started = await start(t, { tenant: partnerTwo });
  const user = t.user('service', partnerTwo);
  const page = await inBrowser(t, started, { user });
  assert.equal(page.status, 200, page.text);
  const { test: ended } = await endOf(t, started);
  assert.deepEqual([ended?.tenant, ended?.subject], [partnerTwo, user.objectId]);
  const elsewhere = await start(t, { tenant: customerA });
  assert.match((await inBrowser(t, elsewhere, { user: t.user('user01', customerA) })).text, /AADSTS500011/);
  assert.deepEqual(await endOf(t, elsewhere), { status: 'refused', refusal: { code: 'consent_failed' } });
});

test('says so where the sign-in comes to no end, and the link works again', async () => {
  await using t = await aTester({ policy: {} });
  const cases = [
    [{}, { user: t.user('service'), decision: 'cancel' }, 'consent_declined'],
    [{ accountId: t.user('admin').objectId }, { user: t.user('service') }, 'wrong_account'],
  ] as const;
  for (const [body, who, code] of cases) {
    const started = await start(t, body);
    assert.match((await inBrowser(t, started, who)).text, new RegExp(code));
    assert.deepEqual(await endOf(t, started), { status: 'refused', refusal: { code } });
  }
  const started = await start(t, { accountId: t.user('admin').objectId });
  await inBrowser(t, started);
  assert.equal((await endOf(t, started)).status, 'refused');
  await inBrowser(t, started, { user: t.user('admin') });
  assert.equal((await endOf(t, started)).test?.result, 'pass');
  assert.match((await t.person().open(started.url ?? '')).text, /invitation_spent/);
  assert.equal((await endOf(t, started)).test?.result, 'pass');
  await assertNothingKept(t);
});

test('a device code that is declined, or of another account, ends the test', async () => {
  await using t = await aTester({ policy: {} });
  const declined = await start(t, { way: 'device-code' });
  await byCode(t, declined, { decision: 'cancel' });
  assert.equal(await codeOf(endOf(t, declined)), 'consent_declined');
  assert.equal(await codeOf(endOf(t, declined)), 'account_test_not_found');
  const other = await start(t, { way: 'device-code', accountId: t.user('admin').objectId });
  await byCode(t, other);
  assert.equal(await codeOf(endOf(t, other)), 'wrong_account');
  await assertNothingKept(t);
});

test('by a browser, another account than the one that was named does not count for it', async () => {
  await using t = await aTester({ policy: {} });
  const named = await start(t, { account: t.user('admin').userPrincipalName });
  await inBrowser(t, named);
  assert.deepEqual(await endOf(t, named), { status: 'refused', refusal: { code: 'wrong_account' } });
  const asNamed = await start(t, { account: t.user('service').userPrincipalName.toUpperCase() });
  await inBrowser(t, asNamed);
  assert.equal((await endOf(t, asNamed)).test?.result, 'pass');
  await assertNothingKept(t);
});

test('a test never becomes a grant, nor a grant a test', async () => {
  await using t = await aTester({ policy: {} });
  const tested = await start(t, { way: 'device-code' });
  await byCode(t, tested);
  t.sandbox.control.moveClock(tested.intervalMs);
  const asGrant = t.operator.call('finishDeviceCode', { body: { handle: tested.handle } });
  assert.equal(await codeOf(asGrant), 'device_code_not_found');
  const connecting = await t.operator.call('startDeviceCode', { body: { partner: partnerOne } });
  assert.equal(await codeOf(endOf(t, connecting)), 'account_test_not_found');
  const { id } = await t.operator.call('createInvitation', { body: { partner: partnerOne } });
  assert.equal(await codeOf(endOf(t, { handle: id, intervalMs: 0 })), 'account_test_not_found');
  assert.equal((await endOf(t, tested)).status, 'tested');
  await assertNothingKept(t);
});

test('nobody is tested of a tenant that the kill switch stopped, nor once the hour is over', async () => {
  await using t = await aTester({ policy: {} });
  const started = await start(t);
  const { person, page } = await stoppedBeforeCallback(t, started);
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  assert.match((await person.submit(page)).text, /stopped/);
  assert.deepEqual(await endOf(t, started), { status: 'refused', refusal: { code: 'stopped' } });
  assert.equal(await codeOf(start(t)), 'stopped');
  await t.operator.call('liftStop', { params: { scope: partnerOne } });
  const late = await start(t);
  t.sandbox.control.moveClock(60 * 60 * 1000);
  assert.equal(await codeOf(endOf(t, late)), 'account_test_expired');
  assert.match((await t.person().open(late.url ?? '')).text, /invitation_expired/);
});

test('the browser may come back to another replica than the one that is asked how it ended', async () => {
  const { address, drop } = await aDatabase();
  {
    await using t = await aBroker({ config: { database: address }, timer: systemTimer });
    const first = t.broker;
    const started = await start(t);
    t.turnTo(await t.addReplica());
    assert.equal((await inBrowser(t, started)).status, 200);
    t.turnTo(first);
    assert.equal((await endOf(t, started)).test?.subject, t.user('service').objectId);
  }
  await drop();
});

test('a device code takes no user name, and is off where no public registration is configured', async () => {
  await using t = await aTester();
  const way = 'device-code';
  assert.equal(await codeOf(start(t, { way, account: `service@${domain}` })), 'invalid_request');
  await t.restart({ deviceCode: undefined });
  const off = t.operator.call('startAccountTest', { body: { tenant: partnerOne, way } });
  assert.equal(await codeOf(off), 'device_code_off');
});

/** The form that Microsoft would have the browser post. */
async function stoppedBeforeCallback(t: TestBroker, started: Started) {
  const person = t.person();
  return { person, page: await inBrowser(t, started, { person, stopBeforeCallback: true }) };
}
