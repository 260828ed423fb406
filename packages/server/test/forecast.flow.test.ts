import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, readApplicationId, Secret } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import { aBroker, customerA, customerB, partnerOne, type TestBroker } from './a-broker.ts';
import { graph, partnerCenter, type Wanted } from './in-trouble.ts';
import { withSources } from './with-sources.ts';

type Forecast = AnswerOf<'getForecast'>;
type Ending = Forecast['customers'][0];

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
interface Scene extends AsyncDisposable {
  readonly t: TestBroker;
  forecast(): Promise<Forecast>;
  /** The code of the refusal, and Microsoft’s number; undefined where a token is given. */
  ask(wanted: Wanted): Promise<readonly [string, unknown] | undefined>;
  /** Lets the day pass that a check takes at most, an hour at a time. */
  passACheck(): Promise<void>;
}

async function aScene(options: Parameters<typeof aBroker>[0] = {}): Promise<Scene> {
  const t = await aBroker({
    ...options,
    world(world) {
      withSources(world);
      options.world?.(world);
    },
  });
  await t.aConnectedPartner();
  const caller = await t.aCaller({ partnerTenant: true });
  return {
    t,
    forecast: () => t.operator.call('getForecast', { params: { partner: partnerOne } }),
    async ask(wanted) {
      try {
        await caller.call('acquireToken', { body: wanted });
        return undefined;
      } catch (error) {
        if (!isConsentryError(error)) throw error;
        return [error.code, error.facts['aadsts']];
      }
    },
    async passACheck() {
      for (let hour = 0; hour < 24; hour++) {
        t.sandbox.control.moveClock(hourMs);
        await t.broker.app.tokens.keepAlive(60);
      }
    },
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
}

function ofCause({ grants, customers, unread }: Forecast, cause: Ending['cause']): Ending {
  const found = [...grants.flatMap(({ ends }) => ends), ...customers].find((one) => one.cause === cause);
  return found ?? assert.fail(`no end of the cause ${cause}: ${JSON.stringify(unread)}`);
}

/** Moves the clock to so many days before (−) or after an end. */
function moveTo({ t }: Scene, { at }: Ending, days: number): void {
  t.sandbox.control.setClock(Date.parse(at) + days * dayMs);
}

test('inactivity is right to the day: the grant lives the day before, and is dead the day after with 700082', async () => {
  await using scene = await aScene();
  const end = ofCause(await scene.forecast(), 'inactivity');
  moveTo(scene, end, -1);
  // At a customer’s tenant, whose successors are not stored: the partner’s refresh token stays as old as it is.
  assert.equal(await scene.ask(graph), undefined);
  moveTo(scene, end, 1);
  assert.deepEqual(await scene.ask(partnerCenter), ['consent_needed', 700082]);
  const [grant] = (await scene.forecast()).grants;
  assert.deepEqual([grant?.state, grant?.ends], ['consent_needed', []]);
  assert.equal(grant?.happened?.aadsts, 700082);
});

test('the sign-in frequency is right to the day, and no redemption puts it off', async () => {
  await using scene = await aScene({
    world: ({ conditionalAccess }) => {
      const policy = aPolicy({ displayName: 'Every ten days', signInFrequencyHours: 240 });
      delete policy.grant;
      conditionalAccess.push(policy);
    },
  });
  const end = ofCause(await scene.forecast(), 'sign-in-frequency');
  assert.deepEqual([end.about, end.isCertain, end.actor], ['Every ten days', true, 'invited person']);
  for (let day = 0; day < 8; day++) {
    await scene.passACheck();
    assert.equal(ofCause(await scene.forecast(), 'sign-in-frequency').at, end.at);
  }
  const [grant] = (await scene.forecast()).grants;
  assert.equal(grant?.earliest?.cause, 'sign-in-frequency');
  moveTo(scene, end, -1);
  assert.equal(await scene.ask(partnerCenter), undefined);
  moveTo(scene, end, 1);
  assert.deepEqual(await scene.ask(partnerCenter), ['step_up_needed', 70043]);
});

test('the end of our secret is right to the day, and every grant says so', async () => {
  await using scene = await aScene();
  const { t } = scene;
  const at = t.sandbox.clock.now() + 40 * dayMs;
  const [secret] = t.sandbox.world.applications[0]?.secrets ?? [];
  assert.ok(secret);
  secret.expiresAt = at;
  await t.restart({
    application: {
      ...t.config.application,
      id: readApplicationId(DEFAULT_APPLICATION.clientId),
      credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret), expiresAt: at },
    },
  });
  const forecast = await scene.forecast();
  const end = ofCause(forecast, 'credential');
  assert.deepEqual([Date.parse(end.at), forecast.grants[0]?.earliest?.cause], [at, 'credential']);
  assert.ok(!forecast.unread.some(({ source }) => source === 'credentials'));
  moveTo(scene, end, -1);
  assert.equal(await scene.ask(partnerCenter), undefined);
  moveTo(scene, end, 1);
  assert.deepEqual(await scene.ask(partnerCenter), ['client_credential', 7000222]);
});

test('the end of GDAP is right to the day: that customer is lost, and nothing else', async () => {
  await using scene = await aScene();
  const { t } = scene;
  const at = t.sandbox.clock.now() + 40 * dayMs;
  const [relationship] = t.sandbox.world.relationships.filter((one) => one.customerTenantId === customerA);
  assert.ok(relationship);
  relationship.endsAt = at;
  t.sandbox.world.relationships.push({ ...relationship, id: undefined, endsAt: at - 20 * dayMs } as never);
  const end = ofCause(await scene.forecast(), 'gdap');
  assert.deepEqual([Date.parse(end.at), end.customer], [at, customerA]);
  assert.equal((await scene.forecast()).customers.length, 1);
  moveTo(scene, end, -1);
  assert.equal(await scene.ask(graph), undefined);
  moveTo(scene, end, 1);
  const refused = await scene.ask(graph);
  assert.equal(refused?.[0], 'tenant_setup');
  assert.equal(await scene.ask(partnerCenter), undefined);
  const after = await scene.forecast();
  assert.equal(after.grants[0]?.state, 'healthy');
  assert.deepEqual(
    after.customers.map(({ at: endedAt, customer }) => [Date.parse(endedAt), customer]),
    [[at, customerA]],
  );
});

test('GDAP that a customer ends before its day is told at once, by the day on which it ended', async () => {
  await using scene = await aScene();
  const { t } = scene;
  const now = t.sandbox.clock.now();
  for (const relationship of t.sandbox.world.relationships) {
    if (relationship.customerTenantId !== customerA) continue;
    Object.assign(relationship, { endsAt: now, isTerminated: true });
  }
  t.sandbox.control.moveClock(dayMs);
  const end = ofCause(await scene.forecast(), 'gdap');
  assert.deepEqual([Date.parse(end.at), end.customer], [now, customerA]);
  t.sandbox.control.moveClock(8 * dayMs);
  assert.deepEqual((await scene.forecast()).customers, []);
});

const events: Readonly<Record<string, readonly [aadsts: number, happen: (t: TestBroker) => unknown]>> = {
  'sessions that were revoked': [50173, (t) => t.sandbox.control.revokeSessions(t.user('service').objectId)],
  'a password that was reset in the Entra admin center': [
    50173,
    (t) =>
      t.sandbox.control.resetPassword(t.user('service').objectId, {
        by: 'entra-admin-center',
        password: 'another one',
      }),
  ],
  'an account that was disabled': [50057, (t) => Object.assign(t.user('service'), { state: 'disabled' })],
  'consent that was withdrawn': [
    65001,
    (t) => {
      const { consents } = t.sandbox.world;
      const others = consents.filter(({ tenantId }) => tenantId !== partnerOne);
      consents.splice(0, consents.length, ...others);
    },
  ],
  'a policy that blocks': [53003, (t) => t.sandbox.world.conditionalAccess.push(aPolicy({ grant: 'block' }))],
  'a policy that wants a newer sign-in': [
    70043,
    (t) => {
      const policy = aPolicy({ signInFrequencyHours: 1 });
      delete policy.grant;
      t.sandbox.world.conditionalAccess.push(policy);
    },
  ],
};

for (const [what, [aadsts, happen]] of Object.entries(events)) {
  test(`${what}: detected within one check, with ${aadsts} and its evidence`, async () => {
    await using scene = await aScene();
    const { t } = scene;
    t.sandbox.control.moveClock(3 * dayMs);
    await scene.passACheck();
    assert.equal((await scene.forecast()).grants[0]?.happened, undefined);
    const happenedAt = t.sandbox.clock.now();
    happen(t);
    await scene.passACheck();
    const forecast = await scene.forecast();
    const happened = forecast.grants[0]?.happened ?? assert.fail('nothing was detected');
    assert.equal(happened.aadsts, aadsts);
    const since = Date.parse(happened.since);
    assert.ok(since > happenedAt && since - happenedAt <= forecast.checkedEveryMs, happened.since);
    assert.equal(typeof happened.evidence['traceId'], 'string');
    assert.equal(typeof happened.evidence['correlationId'], 'string');
    assert.ok(happened.remedy.length > 0 && happened.meaning.length > 0);
    const told = (await t.events()).filter(({ type }) =>
      ['grant.state_changed', 'grant.refused'].includes(type),
    );
    assert.equal(told.length, 1);
  });
}

test('a refusal that is over is told to be over, once', async () => {
  await using scene = await aScene();
  const { t } = scene;
  const policy = aPolicy({ grant: 'block' });
  t.sandbox.world.conditionalAccess.push(policy);
  await scene.passACheck();
  assert.equal((await scene.forecast()).grants[0]?.happened?.code, 'ca_blocked');
  t.sandbox.world.conditionalAccess.splice(0);
  await scene.passACheck();
  await scene.passACheck();
  assert.equal((await scene.forecast()).grants[0]?.happened, undefined);
  const types = (await t.events()).map(({ type }) => type).filter((type) => /refused|accepted/.test(type));
  assert.deepEqual(types.toSorted(), ['grant.accepted', 'grant.refused']);
});

test('what could not be read is listed, with what lets it be read, and hides nothing else', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { unread, grants } = await t.operator.call('getForecast', { params: { partner: partnerOne } });
  assert.deepEqual(
    unread.map(({ source, code }) => [source, code]),
    [
      ['policies', 'api_forbidden'],
      ['relationships', 'api_forbidden'],
      ['credentials', 'incomplete'],
      ['customer-policies', 'not_available_by_api'],
    ],
  );
  assert.match(unread[0]?.remedy ?? '', /Policy\.Read\.ConditionalAccess/);
  assert.match(unread[1]?.remedy ?? '', /DelegatedAdminRelationship\.Read\.All/);
  assert.equal(grants[0]?.earliest?.cause, 'inactivity');
});

test('a partner without a grant has no forecast', async () => {
  await using t = await aBroker();
  await assert.rejects(
    () => t.operator.call('getForecast', { params: { partner: customerB } }),
    (error) => isConsentryError(error, 'partner_not_found'),
  );
});

test('a renewal before the end replaces the grant without an outage, for its own account alone', async () => {
  await using scene = await aScene({
    world: ({ conditionalAccess }) => {
      const policy = aPolicy({ signInFrequencyHours: 240 });
      delete policy.grant;
      conditionalAccess.push(policy);
    },
  });
  const { t } = scene;
  const [before] = (await scene.forecast()).grants;
  const end = ofCause(await scene.forecast(), 'sign-in-frequency');
  const person = t.person();
  const first = await t.connect(await t.invite({ partner: partnerOne }), t.user('service'), { person });
  assert.equal(first.status, 200);
  t.sandbox.control.moveClock(8 * dayMs);
  const { url } = await t.operator.call('createInvitation', { body: { grant: before?.id } });
  assert.equal(await scene.ask(partnerCenter), undefined);
  assert.notEqual((await t.connect(url, t.user('admin'))).status, 200);
  assert.equal((await scene.forecast()).grants[0]?.state, 'healthy');
  // In the browser of the first sign-in: its session is old, and must not stand for a new one.
  assert.equal((await t.connect(url, t.user('service'), { person })).status, 200);
  const [renewed] = (await scene.forecast()).grants;
  assert.equal(renewed?.id, before?.id);
  t.sandbox.control.setClock(Date.parse(end.at) + dayMs);
  assert.equal(await scene.ask(partnerCenter), undefined);
  const next = ofCause(await scene.forecast(), 'sign-in-frequency');
  moveTo(scene, next, -1);
  assert.equal(await scene.ask(partnerCenter), undefined);
  moveTo(scene, next, 1);
  assert.deepEqual(await scene.ask(partnerCenter), ['step_up_needed', 70043]);
});
