import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readApplicationId, readTenantId, Secret, tokenEndpointLimits } from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, generateWorld, type World } from '@consentry/sandbox';
import { aCertificate } from '../../core/test/a-certificate.ts';
import type { BrokerConfig } from '../src/index.ts';
import { aBroker, type TestBroker, type TestBrokerOptions } from './a-broker.ts';
import { graph, inTrouble, partnerCenter, type Trouble } from './in-trouble.ts';

const secondSecret = 'example-integration-secret~2';
const first = { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) } as const;
const second = { kind: 'secret', secret: Secret.of(secondSecret) } as const;
const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

type Credentials = Pick<BrokerConfig['application'], 'credential' | 'secondCredential'>;

/** The application has two secrets, and the broker knows these credentials of it. */
async function withTwo(
  credentials: Credentials = { credential: first, secondCredential: second },
  options: TestBrokerOptions = {},
): Promise<Trouble> {
  const trouble = await inTrouble({
    ...options,
    world(world) {
      world.applications[0]?.secrets.push({ value: secondSecret });
      options.world?.(world);
    },
  });
  const { t } = trouble;
  await t.restart({ application: { ...t.config.application, ...credentials } });
  t.sandbox.ledger.clear();
  t.sandbox.control.moveClock(2 * hourMs);
  return trouble;
}

function secretsOf(t: TestBroker): World['applications'][number]['secrets'] {
  const [application] = t.sandbox.world.applications;
  assert.ok(application);
  return application.secrets;
}

function expire(t: TestBroker, value: string): void {
  const secret = secretsOf(t).find((one) => one.value === value);
  assert.ok(secret);
  secret.expiresAt = t.sandbox.clock.now();
}

function restore(t: TestBroker, value: string): void {
  for (const secret of secretsOf(t)) if (secret.value === value) delete secret.expiresAt;
}

/** How often Entra refused with this number. */
function refusedWith(t: TestBroker, code: number): number {
  return t.sandbox.ledger.tokenRequests(
    ({ outcome }) => outcome.result === 'refused' && outcome.codes.includes(code),
  ).length;
}

const issued = (t: TestBroker): number =>
  t.sandbox.ledger.tokenRequests(({ outcome }) => outcome.result === 'issued').length;

/** The credentials that the log says are refused, in the order of the lines. */
function alarms(t: TestBroker): unknown[] {
  return t.logged
    .filter((line) => line.includes('a credential of the application is not accepted any more'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .map(({ level, credentialName }) => (level === 50 ? credentialName : `level ${String(level)}`));
}

async function gauge(t: TestBroker, credential: string): Promise<string | undefined> {
  const text = await t.broker.observer.metrics.read();
  return text.match(`consentry_credential_refused\\{credential="${credential}"\\} (.*)`)?.[1];
}

const isReady = async (t: TestBroker): Promise<boolean> =>
  (await t.send(new Request('http://127.0.0.1:44396/readyz'))).status === 200;

for (const refreshTokens of ['reusable', 'single-use'] as const) {
  const options: TestBrokerOptions = {
    config: { refreshTokens },
    world: ({ settings }) => void (settings.refreshTokens = refreshTokens),
  };

  test(`F-48: the second credential serves from the request on that finds the first one expired (${refreshTokens})`, async () => {
    await using trouble = await withTwo(undefined, options);
    const { t, caller, grant, later } = trouble;
    expire(t, DEFAULT_APPLICATION.secret);
    for (const body of [graph, partnerCenter, { ...graph, access: 'app-only' as const }]) {
      assert.ok((await caller.call('acquireToken', { body })).accessToken);
    }
    assert.deepEqual([refusedWith(t, 7000222), issued(t)], [1, 3]);
    assert.deepEqual(alarms(t), ['application.secretFile']);
    assert.deepEqual(
      await Promise.all(
        ['application.secretFile', 'application.second.secretFile'].map((name) => gauge(t, name)),
      ),
      ['1', '0'],
    );
    assert.equal((await grant()).state, 'healthy');
    assert.ok(await isReady(t));
    for (let round = 0; round < 3; round++) {
      later();
      assert.ok((await caller.call('acquireToken', { body: partnerCenter })).accessToken);
    }
    assert.deepEqual([refusedWith(t, 7000222), alarms(t).length], [1, 1]);
  });
}

test('F-48: a secret that was removed at Microsoft while the broker runs is replaced by the second one', async () => {
  await using trouble = await withTwo();
  const { t, caller } = trouble;
  secretsOf(t).shift();
  assert.ok((await caller.call('acquireToken', { body: graph })).accessToken);
  assert.deepEqual([refusedWith(t, 7000215), t.tokenRequests()], [1, 2]);
});

test('F-48: a certificate that was removed at Microsoft is replaced by a secret, and a secret by a certificate', async () => {
  const { certificate, privateKey } = await aCertificate({ commonName: 'Example Integration' });
  const byCertificate = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
  await using trouble = await withTwo(
    { credential: byCertificate, secondCredential: second },
    { certificate },
  );
  const { t, caller, later } = trouble;
  const served = (): unknown => t.sandbox.ledger.tokenRequests().at(-1)?.clientAuthentication;
  await caller.call('acquireToken', { body: graph });
  assert.equal(served(), 'certificate');
  const [application] = t.sandbox.world.applications;
  application?.certificates.splice(0);
  later();
  await caller.call('acquireToken', { body: graph });
  assert.deepEqual(
    [served(), refusedWith(t, 700027), alarms(t)],
    ['secret', 1, ['application.certificateFile']],
  );
  application?.certificates.push(certificate);
  expire(t, secondSecret);
  later();
  await caller.call('acquireToken', { body: graph });
  assert.deepEqual([served(), refusedWith(t, 7000222)], ['certificate', 1]);
  assert.equal(await gauge(t, 'application.certificateFile'), '0');
});

/** How many requests are under way when the token endpoint answers none: tokens that work once are redeemed one by one. */
const underWay = { reusable: tokenEndpointLimits.application.width, 'single-use': 1 } as const;

for (const refreshTokens of ['reusable', 'single-use'] as const) {
  test(`F-48: of a hundred requests at the moment at which the first dies none is lost, and one alarm is given (${refreshTokens})`, async () => {
    await using t = await aBroker({
      config: { refreshTokens },
      world(world) {
        const { applications, settings, vaults } = world;
        applications[0]?.secrets.push({ value: secondSecret });
        const large = generateWorld({ seed: 'second', partners: 1, customers: 100, usersPerCustomer: 1 });
        Object.assign(world, large, { applications, settings: { ...settings, refreshTokens }, vaults });
      },
    });
    const partner = t.sandbox.world.tenants.find(({ kind }) => kind === 'partner');
    assert.ok(partner);
    const partnerId = readTenantId(partner.id);
    const page = await t.connect(await t.invite({ partner: partnerId }), t.user('service', partnerId));
    assert.equal(page.status, 200);
    const customers = t.sandbox.world.relationships.map(({ customerTenantId }) =>
      readTenantId(customerTenantId),
    );
    await t.restart({ application: { ...t.config.application, secondCredential: second } });
    const caller = await t.aCaller({ partners: [partnerId] });
    t.sandbox.ledger.clear();

    const held = t.sandbox.control.holdTokenEndpoint();
    const asked = customers.map((customer) =>
      caller.call('acquireToken', { body: { partner: partnerId, customer, resource: 'graph' } }),
    );
    const early = underWay[refreshTokens];
    while (held.waiting() < early) await new Promise((resolve) => setImmediate(resolve));
    expire(t, DEFAULT_APPLICATION.secret);
    held.release();
    const tokens = await Promise.all(asked);

    assert.deepEqual(new Set(tokens.map(({ tenant }) => tenant)), new Set(customers));
    assert.deepEqual([issued(t), refusedWith(t, 7000222), t.tokenRequests()], [100, early, 100 + early]);
    assert.deepEqual(alarms(t), ['application.secretFile']);
    const { items } = await t.operator.call('listGrants', {});
    assert.deepEqual(
      items.map(({ state }) => state),
      ['healthy'],
    );
    t.sandbox.control.moveClock(2 * hourMs);
    const [customer] = customers;
    assert.ok(
      await caller.call('acquireToken', { body: { partner: partnerId, customer, resource: 'graph' } }),
    );
  });
}

for (const restored of [DEFAULT_APPLICATION.secret, secondSecret]) {
  const which = restored === secondSecret ? 'second' : 'first';
  test(`F-48: both dead are left alone and named, mark no grant, and the ${which} serves once it is restored`, async () => {
    await using trouble = await withTwo();
    const { t, refused, grant, caller } = trouble;
    expire(t, DEFAULT_APPLICATION.secret);
    secretsOf(t).splice(1, 1);
    for (let index = 0; index < 20; index++) {
      const { code, facts, remedy } = await refused();
      assert.equal(code, 'client_credential');
      assert.deepEqual(
        [facts['credentialName'], facts['aadsts'], facts['alsoRefused']],
        ['application.secretFile', 7000222, ['application.second.secretFile (AADSTS7000215)']],
      );
      assert.match(remedy, /application\.secretFile.* Refused as well: application\.second\.secretFile/);
      assert.doesNotMatch(JSON.stringify([facts, remedy]), /example-integration-secret/);
    }
    assert.equal(t.tokenRequests(), 2);
    assert.deepEqual(alarms(t), ['application.secretFile', 'application.second.secretFile']);
    assert.equal((await grant()).state, 'healthy');

    if (restored === secondSecret) secretsOf(t).push({ value: secondSecret });
    else restore(t, restored);
    t.sandbox.control.moveClock(tokenEndpointLimits.credential.openMs);
    assert.ok((await caller.call('acquireToken', { body: graph })).accessToken);
    const names = ['application.secretFile', 'application.second.secretFile'];
    const isFirst = restored === DEFAULT_APPLICATION.secret;
    assert.deepEqual(
      await Promise.all(names.map((name) => gauge(t, name))),
      isFirst ? ['0', '1'] : ['1', '0'],
    );
    assert.ok(!t.logged.some((line) => line.includes('example-integration-secret')));
  });
}

test('F-48: a consent that is under way when the first dies ends in a grant, by the second', async () => {
  await using t = await aBroker({
    world: ({ applications }) => void applications[0]?.secrets.push({ value: secondSecret }),
  });
  await t.restart({ application: { ...t.config.application, secondCredential: second } });
  const person = t.person();
  const callback = await t.connect(await t.invite(), t.user('service'), { person, stopBeforeCallback: true });
  expire(t, DEFAULT_APPLICATION.secret);
  assert.equal((await person.submit(callback)).status, 200);
  const codes = t.sandbox.ledger
    .tokenRequests({ grantType: 'authorization_code' })
    .map(({ outcome }) => outcome.result);
  assert.deepEqual(codes, ['refused', 'issued']);
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.state, 'healthy');
});

test('F-48: a Key Vault that is opened as the application is opened by the second credential, with the same one alarm', async () => {
  const keyVault: NonNullable<BrokerConfig['keyVault']> = {
    url: 'https://example.vault.sandbox.test',
    tenant: readTenantId(DEFAULT_TENANTS.vendor),
    identity: { kind: 'application', id: readApplicationId(DEFAULT_APPLICATION.clientId), credential: first },
  };
  await using trouble = await withTwo(undefined, { credential: first, config: { keyVault } });
  const { t, caller, grant } = trouble;
  expire(t, DEFAULT_APPLICATION.secret);
  // The vault's own token has expired meanwhile, and so has what was read from it.
  t.sandbox.control.moveClock(2 * dayMs);
  assert.ok((await caller.call('acquireToken', { body: partnerCenter })).accessToken);
  assert.deepEqual([refusedWith(t, 7000222), alarms(t)], [1, ['application.secretFile']]);
  assert.equal((await grant()).state, 'healthy');
});

test('a broker whose first certificate has ended starts, and proves itself by the second without asking', async () => {
  const now = Date.now();
  const pair = await aCertificate({ validFrom: now - 2 * dayMs, validTo: now - dayMs });
  const ended = { kind: 'certificate', ...pair, privateKey: Secret.of(pair.privateKey) } as const;
  await using trouble = await withTwo({ credential: ended, secondCredential: second });
  const { t, caller } = trouble;
  assert.ok((await caller.call('acquireToken', { body: graph })).accessToken);
  assert.deepEqual([t.tokenRequests(), issued(t)], [1, 1]);
  await t.broker.app.expiryWatch.look();
  const warned = t.logged.filter((line) => line.includes('a credential of our application ends'));
  assert.equal(warned.length, 1);
  assert.match(warned[0] ?? '', /application\.certificateFile/);
});

test('our secret is changed without a request that fails: the new one first, the old one behind it, then the new one alone', async () => {
  await using trouble = await withTwo({ credential: second, secondCredential: first });
  const { t, caller, later } = trouble;
  const ask = async (): Promise<void> => {
    later();
    assert.ok((await caller.call('acquireToken', { body: graph })).accessToken);
  };
  // The new one has not spread at Microsoft yet.
  secretsOf(t).splice(1, 1);
  await ask();
  assert.equal(await gauge(t, 'application.secretFile'), '1');

  secretsOf(t).push({ value: secondSecret });
  const { application } = t.config;
  await t.restart({ application: { ...application, credential: second, secondCredential: first } });
  await ask();
  assert.equal(await gauge(t, 'application.secretFile'), '0');

  secretsOf(t).shift();
  await ask();
  await t.restart({ application: { ...application, credential: second } });
  await ask();
  assert.deepEqual([issued(t), refusedWith(t, 7000215), alarms(t).length], [4, 1, 1]);
});

test('a restarted broker begins with the first credential again', async () => {
  await using trouble = await withTwo();
  const { t, caller, later } = trouble;
  expire(t, DEFAULT_APPLICATION.secret);
  await caller.call('acquireToken', { body: graph });
  await t.restart({ application: { ...t.config.application, secondCredential: second } });
  later();
  await caller.call('acquireToken', { body: graph });
  assert.equal(refusedWith(t, 7000222), 2);
  restore(t, DEFAULT_APPLICATION.secret);
  await t.restart({ application: { ...t.config.application, secondCredential: second } });
  later();
  await caller.call('acquireToken', { body: graph });
  assert.deepEqual([refusedWith(t, 7000222), await gauge(t, 'application.secretFile')], [2, '0']);
});

test('the other credential is not tried where the registration is at fault, and no alarm names a credential', async () => {
  await using trouble = await withTwo();
  const { t, refused, play } = trouble;
  const played = play({ kind: 'aadsts', code: 700025 });
  assert.equal((await refused()).code, 'client_credential');
  assert.deepEqual([played.played(), alarms(t)], [1, []]);
});
