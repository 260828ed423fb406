import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError, type Fetch, isConsentryError, readApplicationId, readId } from '@consentry/core';
import type { AnswerOf, RequestOf } from '@consentry/core/contract';
import type { User, World } from '@consentry/sandbox';
import { type Page, type SignInOptions, signIn } from '@consentry/sandbox/person';
import {
  aBroker,
  customerA,
  customerB,
  partnerOne,
  partnerTwo,
  type TestBroker,
  type TestBrokerOptions,
} from './a-broker.ts';
import { createSecrets, readEverything } from './secrets-in-sight.ts';

const clientId = readApplicationId('44444444-3333-4222-8111-000000000000');
const deviceCode = { clientId };
const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const dayMs = 24 * 60 * 60 * 1000;
const customerBody = { partner: partnerOne };

type Started = AnswerOf<'startDeviceCode'>;

/** The public registration: it has no secret, no certificate and no redirect URI. */
function addPublic(world: World, change: Partial<World['applications'][number]> = {}): void {
  const [own] = world.applications;
  if (own === undefined) throw new TypeError('the world has an application');
  const { requiredScopes, homeTenantId, multiTenant } = own;
  world.applications.push({
    clientId,
    homeTenantId,
    displayName: 'Example Terminal',
    secrets: [],
    certificates: [],
    redirectUris: [],
    allowPublicClientFlows: true,
    requiredScopes,
    multiTenant,
    ...change,
  });
  for (const tenantId of [partnerOne, customerA]) {
    world.servicePrincipals.push({ tenantId, clientId, state: 'enabled', roles: [] });
    for (const { resource, scopes } of requiredScopes) {
      world.consents.push({ tenantId, clientId, resource, scopes: [...scopes], kind: 'admin' });
    }
  }
}

const aTerminal = ({ config, ...options }: TestBrokerOptions = {}): Promise<TestBroker> =>
  aBroker({ world: addPublic, config: { deviceCode, ...config }, ...options });

const start = (t: TestBroker, body: Partial<RequestOf<'startDeviceCode'>['body']> = {}): Promise<Started> =>
  t.operator.call('startDeviceCode', { body: { ...customerBody, ...body } });

/** After the time that the broker asks for. */
function finish(t: TestBroker, { handle, intervalMs }: Pick<Started, 'handle' | 'intervalMs'>) {
  t.sandbox.control.moveClock(intervalMs);
  return t.operator.call('finishDeviceCode', { body: { handle } });
}

/** A person reads the code from the terminal, types it at the page and signs in. */
async function enter(
  t: TestBroker,
  { verificationUrl, userCode }: Started,
  user: User = t.user('service'),
  options: SignInOptions = {},
): Promise<Page> {
  const person = t.person();
  const page = await person.submit(await person.open(verificationUrl), { user_code: userCode });
  const { userPrincipalName, password, totpSecret } = user;
  const account = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
  return signIn(person, page, account, { now: () => t.sandbox.clock.now(), ...options });
}

const askedFor = (t: TestBroker) =>
  t.sandbox.ledger.tokenRequests().filter((request) => request.clientId === clientId);

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

async function assertNothingStored(t: TestBroker, code?: string): Promise<void> {
  assert.deepEqual((await t.operator.call('listGrants', {})).items, []);
  assert.equal((await t.operator.call('listMasterKeys', {})).items[0]?.sealed.refreshTokens, 0);
  const refused = (await t.events()).filter(({ type }) => type === 'consent.refused');
  assert.deepEqual(
    refused.map((event) => [event.actor, 'code' in event && event.code]),
    code === undefined ? [] : [['operator', code]],
  );
}

test('connects an account that signs in elsewhere with the code, as the public registration', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  assert.equal(new URL(started.verificationUrl).origin, t.sandbox.origins.login);
  assert.equal((await finish(t, started)).status, 'pending');
  assert.match((await enter(t, started)).text, /You have signed in to Example Terminal on your device/);

  const { status, grant } = await finish(t, started);
  assert.equal(status, 'connected');
  assert.deepEqual(
    [grant?.partner, grant?.subject, grant?.application, grant?.isPublicClient, grant?.mfa, grant?.amr],
    [partnerOne, t.user('service').objectId, clientId, true, 'confirmed', ['pwd', 'mfa']],
  );
  const sealed = (await t.events()).find(({ type }) => type === 'grant.sealed');
  assert.equal(sealed?.actor, 'operator');
  assert.equal(sealed?.type === 'grant.sealed' && sealed.application, clientId);
  assert.equal((await t.operator.call('verifyAudit', {})).ok, true);
});

test('never sends a credential for such a grant: not to finish, for tokens, to prove it, or to keep it alive', async () => {
  const sent: URLSearchParams[] = [];
  const watch =
    (fetch: Fetch): Fetch =>
    (request) => {
      const form = new URLSearchParams(request.body ?? '');
      if (form.get('client_id') === clientId) sent.push(form);
      return fetch(request);
    };
  await using t = await aTerminal({ watch });
  const started = await start(t);
  await enter(t, started);
  await finish(t, started);
  const caller = await t.aCaller();
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  await caller.call('acquireToken', { body: { partner: partnerOne, resource: 'partner-center' } });
  // A customer's tenant that refuses in the words of a dead grant: the grant is put to the proof.
  t.sandbox.control.playFault({
    service: 'login',
    tenant: customerA,
    times: 1,
    fault: { kind: 'aadsts', code: 50173 },
  });
  t.sandbox.control.moveClock(2 * 60 * 60 * 1000);
  assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'tenant_setup');
  t.sandbox.control.moveClock(40 * dayMs);
  assert.equal((await t.broker.app.tokens.keepAlive(10)).exercised, 1);

  assert.ok(askedFor(t).length >= 5, String(askedFor(t).length));
  for (const { clientAuthentication, outcome } of askedFor(t)) {
    if (outcome.result !== 'fault') assert.equal(clientAuthentication, 'none');
  }
  for (const form of sent) {
    for (const name of ['client_secret', 'client_assertion', 'client_assertion_type'])
      assert.ok(!form.has(name));
  }
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.state, 'healthy');
});

test('shows which grants are of the public registration, also once that is configured no more', async () => {
  await using t = await aTerminal();
  await t.aConnectedPartner();
  const started = await start(t);
  await enter(t, started);
  await finish(t, started);
  const marks = async () =>
    (await t.operator.call('listGrants', {})).items
      .map(({ application, isPublicClient }) => `${application === clientId} ${isPublicClient}`)
      .toSorted();
  const each = ['false false', 'true true'];
  assert.deepEqual(await marks(), each);
  await t.restart({ deviceCode: undefined });
  assert.deepEqual(await marks(), each);
});

test('leaves a grant untouched whose application is configured no more, and works again with it', async () => {
  for (const refreshTokens of ['reusable', 'single-use'] as const) {
    await using t = await aTerminal({ config: { refreshTokens } });
    const started = await start(t);
    await enter(t, started);
    await finish(t, started);
    const key = await t.addKey();
    const before = (await t.operator.call('listGrants', {})).items;
    await t.restart({ deviceCode: undefined });
    const asked = t.tokenRequests();
    const refusal = t.remote(key).call('acquireToken', { body: graph });
    await assert.rejects(refusal, (error) => {
      assert.ok(isConsentryError(error, 'application_not_configured'));
      assert.equal(error.facts['application'], clientId);
      return true;
    });
    t.sandbox.control.moveClock(40 * dayMs);
    assert.deepEqual(await t.broker.app.tokens.keepAlive(10), { exercised: 0, failed: 1 });
    assert.equal(t.tokenRequests(), asked);
    assert.deepEqual((await t.operator.call('listGrants', {})).items, before);
    await t.restart({ deviceCode });
    assert.equal((await t.remote(key).call('acquireToken', { body: graph })).tenant, customerA);
  }
});

test('serves a partner by its other grant, where the public registration is configured no more', async () => {
  await using t = await aTerminal();
  await t.aConnectedPartner();
  t.sandbox.control.moveClock(1000);
  const started = await start(t);
  await enter(t, started);
  await finish(t, started);
  const key = await t.addKey();
  await t.restart({ deviceCode: undefined });
  assert.equal((await t.remote(key).call('acquireToken', { body: graph })).tenant, customerA);
});

test('is off unless a public registration is configured', async () => {
  await using t = await aBroker({ world: addPublic });
  assert.equal(await codeOf(start(t)), 'device_code_off');
  const handle = 'A'.repeat(43);
  assert.equal(await codeOf(finish(t, { handle, intervalMs: 0 })), 'device_code_off');
  assert.equal(t.sandbox.ledger.requests({ service: 'login' }).length, 0);
});

test('refuses another account than was said, and stores nothing', async () => {
  await using t = await aTerminal();
  const started = await start(t, { accountId: t.user('admin').objectId });
  await enter(t, started);
  const error = await finish(t, started).catch((thrown: unknown) => thrown);
  assert.ok(isConsentryError(error, 'wrong_account'));
  assert.match(error.message, /Nothing was kept/);
  await assertNothingStored(t, 'wrong_account');
});

test('refuses a sign-in without MFA, and stores nothing', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  await enter(t, started, t.user('no-mfa'));
  assert.equal(await codeOf(finish(t, started)), 'mfa_missing');
  await assertNothingStored(t, 'mfa_missing');
  assert.equal(await codeOf(finish(t, started)), 'device_code_not_found');
});

test('refuses a sign-in of which MFA cannot be told, unless an operator accepts that', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  await enter(t, started, t.user('federated'));
  assert.equal(await codeOf(finish(t, started)), 'mfa_unknown');
  await assertNothingStored(t, 'mfa_unknown');
  const again = await start(t, { acceptsUnknownMfa: true });
  await enter(t, again, t.user('federated'));
  assert.equal((await finish(t, again)).grant?.mfa, 'overridden');
});

test('says so when the person declines', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  await enter(t, started, t.user('service'), { decision: 'cancel' });
  assert.equal(await codeOf(finish(t, started)), 'consent_declined');
  await assertNothingStored(t, 'consent_declined');
});

test('a code that nobody used in time is over, also when the person signs in too late', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  t.sandbox.control.moveClock(16 * 60_000);
  const asked = t.tokenRequests();
  assert.equal(await codeOf(finish(t, started)), 'device_code_expired');
  assert.equal(t.tokenRequests(), asked);
  await assertNothingStored(t, 'device_code_expired');
});

test('believes the identity provider that the code is over', async () => {
  let offset = 0;
  await using t = await aTerminal({ clockOffsetMs: () => offset });
  const started = await start(t);
  t.sandbox.control.moveClock(16 * 60_000);
  offset = -16 * 60_000;
  assert.equal(await codeOf(finish(t, started)), 'device_code_expired');
  assert.equal(askedFor(t).length, 1);
  await assertNothingStored(t, 'device_code_expired');
});

test('asks no more often than the identity provider wants, however often it is asked', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  for (let time = 0; time < 5; time++) {
    const early = await t.operator.call('finishDeviceCode', { body: { handle: started.handle } });
    assert.equal(early.status, 'pending');
    assert.ok(early.intervalMs !== undefined && early.intervalMs <= started.intervalMs);
  }
  assert.equal(askedFor(t).length, 0);
  await finish(t, started);
  assert.equal(askedFor(t).length, 1);
});

test('waits five seconds longer from then on when it is told to slow down', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  t.sandbox.control.playFault({
    service: 'login',
    times: 1,
    fault: { kind: 'answer', status: 400, body: JSON.stringify({ error: 'slow_down' }) },
  });
  const slower = await finish(t, started);
  assert.equal(slower.status, 'pending');
  assert.ok(slower.intervalMs !== undefined && slower.intervalMs > started.intervalMs);
  await enter(t, started);
  const asked = askedFor(t).length;
  assert.equal((await finish(t, started)).status, 'pending');
  assert.equal(askedFor(t).length, asked);
  assert.equal((await finish(t, started)).status, 'connected');
});

test('passing trouble ends no sign-in', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  t.sandbox.control.playFault({
    service: 'login',
    times: 1,
    fault: { kind: 'answer', status: 503, body: '' },
  });
  assert.equal(await codeOf(finish(t, started)), 'idp_unavailable');
  await enter(t, started);
  assert.equal((await finish(t, started)).status, 'connected');
});

test('a sign-in is finished by its handle and the operator key, by nothing else, and once', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  await enter(t, started);
  t.sandbox.control.moveClock(started.intervalMs);
  const body = { handle: started.handle };
  const caller = await t.aCaller();
  assert.equal(await codeOf(caller.call('finishDeviceCode', { body })), 'policy_denied');
  assert.equal(
    await codeOf(t.remote('another-operator-key').call('finishDeviceCode', { body })),
    'unauthorized',
  );
  const guessed = { handle: Buffer.alloc(32, 7).toString('base64url') };
  assert.equal(await codeOf(t.operator.call('finishDeviceCode', { body: guessed })), 'device_code_not_found');
  await assertNothingStored(t);
  assert.equal(askedFor(t).length, 0);

  const both = await Promise.all([
    t.operator.call('finishDeviceCode', { body }),
    t.operator.call('finishDeviceCode', { body }),
  ]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['connected', 'pending']);
  assert.equal(await codeOf(t.operator.call('finishDeviceCode', { body })), 'device_code_not_found');
});

test('a partner that is stopped meanwhile is not asked for, and the sign-in is over', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  await enter(t, started);
  await t.operator.call('setStop', { body: { partner: partnerOne, reason: 'a test' } });
  assert.equal(await codeOf(finish(t, started)), 'stopped');
  assert.equal(await codeOf(start(t)), 'stopped');
  assert.equal(askedFor(t).length, 0);
  await assertNothingStored(t, 'stopped');
});

test('a sign-in that was started before a restart is started over', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  await enter(t, started);
  await t.restart();
  assert.equal(await codeOf(finish(t, started)), 'device_code_not_found');
  await assertNothingStored(t);
});

test('a grant that is taken back while the person signs in stays so; one that was, is given anew', async () => {
  await using t = await aTerminal();
  const first = await start(t);
  await enter(t, first);
  const { grant } = await finish(t, first);
  const id = readId('GrantId', grant?.id);
  const revoke = () => t.broker.store.grants.revoke(id, { reason: 'operator', since: t.sandbox.clock.now() });
  const during = await start(t);
  await enter(t, during);
  await revoke();
  assert.equal(await codeOf(finish(t, during)), 'grant_revoked');
  const after = await start(t);
  await enter(t, after);
  assert.equal((await finish(t, after)).grant?.state, 'healthy');
});

test('names the public registration in the link by which a customer’s administrator consents', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  await enter(t, started);
  await finish(t, started);
  const caller = await t.aCaller();
  const asked = caller.call('acquireToken', { body: { ...graph, customer: customerB } });
  const error = await asked.catch((thrown: unknown) => thrown);
  assert.ok(isConsentryError(error, 'tenant_setup'));
  assert.equal(error.facts['application'], clientId);
  assert.equal(new URL(String(error.facts['consentUrl'])).searchParams.get('client_id'), clientId);
});

test('says what to do where the registration does not allow public clients', async () => {
  await using t = await aTerminal({ world: (world) => addPublic(world, { allowPublicClientFlows: false }) });
  const started = await start(t);
  await enter(t, started);
  const error = await finish(t, started).catch((thrown: unknown) => thrown);
  assert.ok(isConsentryError(error, 'client_credential'));
  assert.match(error.remedy, /Allow public client flows/);
  await assertNothingStored(t, 'client_credential');
});

test('refuses an answer that would send the person to another place than the identity provider’s', async () => {
  await using t = await aTerminal();
  const codes = { device_code: 'd'.repeat(40), user_code: 'ABCDEFGHJ', expires_in: 900 };
  for (const verification_uri of [
    'https://elsewhere.example/',
    'http://a@localhost/',
    'javascript:alert(1)',
  ]) {
    t.sandbox.control.playFault({
      service: 'login',
      times: 1,
      fault: { kind: 'answer', status: 200, body: JSON.stringify({ ...codes, verification_uri }) },
    });
    assert.equal(await codeOf(start(t)), 'idp_bad_response');
  }
});

test('keeps the device code to itself: it is in no answer, record, log line or file', async () => {
  const secrets = createSecrets();
  const watch =
    (fetch: Fetch): Fetch =>
    async (request) => {
      const answer = await secrets.watchCloud(fetch)(request);
      secrets.add('device_code', /"device_code":"([^"]+)"/.exec(new TextDecoder().decode(answer.body))?.[1]);
      return answer;
    };
  await using t = await aTerminal({ watch });
  const started = await start(t);
  await enter(t, started);
  const finished = await finish(t, started);
  assert.ok(secrets.kinds().includes('device_code') && secrets.kinds().includes('refresh_token'));
  const shown = [
    JSON.stringify([started, finished, await t.events()]),
    ...t.logged,
    ...(await readEverything(t.folder)),
  ];
  for (const { kind, value } of secrets.all())
    for (const text of shown) assert.ok(!text.includes(value), kind);
});

test('an account of another tenant than was said cannot sign in with the code at all', async () => {
  await using t = await aTerminal({
    world: (world) => {
      addPublic(world);
      world.servicePrincipals.push({ tenantId: partnerTwo, clientId, state: 'enabled', roles: [] });
    },
  });
  const started = await start(t);
  const page = await enter(t, started, t.user('service', partnerTwo));
  assert.doesNotMatch(page.text, /You have signed in/);
  assert.equal((await finish(t, started)).status, 'pending');
  await assertNothingStored(t);
});

test('keeps what was given while the vault is away, and seals it at the next attempt', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  await enter(t, started);
  const { vault } = t.broker.vault;
  const put = vault.put.bind(vault);
  let isAway = true;
  (vault as { put: typeof put }).put = async (record, secret) => {
    if (isAway) throw new ConsentryError('vault_unavailable');
    return put(record, secret);
  };
  assert.equal(await codeOf(finish(t, started)), 'vault_unavailable');
  isAway = false;
  const asked = askedFor(t).length;
  assert.equal((await finish(t, started)).status, 'connected');
  assert.equal(askedFor(t).length, asked, 'it was not asked for twice');
  const refused = (await t.events()).filter(({ type }) => type === 'consent.refused');
  assert.deepEqual(refused, [], 'a passing trouble is no refusal');
});
