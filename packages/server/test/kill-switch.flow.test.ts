import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import type { World } from '@consentry/sandbox';
import { aBroker, customerA, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const appOnly = { ...graph, access: 'app-only' } as const;
const ofTwo = { partner: partnerTwo, resource: 'partner-center' };

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

/** Customer A gave the application permissions of its own. */
function withRoles({ servicePrincipals }: World): void {
  for (const principal of servicePrincipals) {
    if (principal.tenantId === customerA)
      principal.roles = [{ resource: 'https://graph.microsoft.com', roles: ['Device.Read.All'] }];
  }
}

/** Two partners that have connected, and a caller that may have everything, with tokens in the cache. */
async function twoPartners() {
  const t = await aBroker({ world: withRoles });
  await t.aConnectedPartner();
  await t.connect(await t.invite({ partner: partnerTwo, kind: 'approve' }), t.user('admin', partnerTwo));
  await t.connect(await t.invite({ partner: partnerTwo }), t.user('service', partnerTwo));
  const caller = await t.aCaller({
    partners: 'all',
    partnerTenant: true,
    access: ['delegated', 'app-only'],
    calls: [{ resource: 'graph', paths: ['/v1.0/users'] }],
  });
  for (const body of [graph, appOnly, ofTwo]) await caller.call('acquireToken', { body });
  const forward = () =>
    caller.forward({ partner: partnerOne, customer: customerA, resource: 'graph', path: '/v1.0/users' });
  return { t, caller, forward, [Symbol.asyncDispose]: () => t[Symbol.asyncDispose]() };
}

/** Everything that may not lead to the token endpoint while a partner is stopped. */
async function requireStopped(t: TestBroker, asks: readonly (() => Promise<unknown>)[]): Promise<void> {
  const asked = t.tokenRequests();
  for (const ask of asks) assert.equal(await codeOf(ask()), 'stopped', String(ask));
  assert.equal(t.tokenRequests(), asked);
}

test('stops a partner: tokens, cached or not, of the application too, calls, invitations, consents', async () => {
  await using place = await twoPartners();
  const { t, caller, forward } = place;
  const invitation = await t.invite();
  const report = await t.operator.call('setStop', {
    body: { partner: partnerOne, reason: 'a stolen laptop' },
  });
  assert.deepEqual([report.act, report.scope, report.partner], ['stop', 'partner', partnerOne]);
  assert.deepEqual(
    report.left.map(({ code }) => code),
    ['access_tokens_live', 'grants_remain'],
  );
  assert.deepEqual(
    new Set(report.tokens.map(({ access, tenant }) => `${access} ${tenant}`)),
    new Set([`app-only ${customerA}`, `delegated ${customerA}`]),
  );
  await requireStopped(t, [
    () => caller.call('acquireToken', { body: graph }),
    () => caller.call('acquireToken', { body: { ...graph, force: true } }),
    () => caller.call('acquireToken', { body: { partner: partnerOne, resource: 'partner-center' } }),
    () => caller.call('acquireToken', { body: appOnly }),
    forward,
    () =>
      t.operator.call('importGrant', {
        body: { partner: partnerOne, refreshToken: '0.AXoA-canary-'.padEnd(200, 'x') },
      }),
    () => t.invite(),
  ]);
  const asked = t.tokenRequests();
  const page = await t.press(invitation, 'http://localhost:44395');
  assert.equal(page.status, 403);
  t.sandbox.control.moveClock(85 * 24 * 60 * 60 * 1000);
  await t.broker.app.tokens.keepAlive(100);
  const after = t.sandbox.ledger.tokenRequests().slice(asked);
  assert.ok(
    after.length > 0 && after.every(({ tenant }) => tenant === partnerTwo),
    'the other one is kept alive',
  );
  assert.deepEqual(
    (await t.operator.call('listStops', {})).items.map(({ scope, reason }) => [scope, reason]),
    [[partnerOne, 'a stolen laptop']],
  );
});

test('lets it go on: nothing was lost', async () => {
  await using place = await twoPartners();
  const { t, caller } = place;
  await t.operator.call('setStop', { body: { everything: true } });
  await requireStopped(t, [
    () => caller.call('acquireToken', { body: graph }),
    () => caller.call('acquireToken', { body: ofTwo }),
    () => caller.call('acquireToken', { body: appOnly }),
  ]);
  // A restart starts nothing again.
  await t.restart();
  assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'stopped');
  const report = await t.operator.call('liftStop', { params: { scope: 'everything' } });
  assert.deepEqual([report.act, report.left], ['resume', []]);
  for (const body of [graph, ofTwo, appOnly]) await caller.call('acquireToken', { body });
  assert.equal(await codeOf(t.operator.call('liftStop', { params: { scope: 'everything' } })), 'not_stopped');
  assert.deepEqual(
    t.broker.store.revocations.read().map(({ act, of }) => [act, of]),
    [
      ['stop', 'everything'],
      ['resume', 'everything'],
    ],
  );
});

test('a consent that is under way when its partner is stopped redeems nothing, and ends once it goes on', async () => {
  await using t = await aBroker();
  const who = t.person();
  const page = await t.connect(await t.invite(), t.user('service'), {
    person: who,
    stopBeforeCallback: true,
  });
  const asked = t.tokenRequests();
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  const refused = await who.submit(page);
  assert.equal(refused.status, 403);
  assert.equal(t.tokenRequests(), asked);
  assert.equal((await t.broker.store.grants.list({ limit: 1 })).length, 0);
  await t.operator.call('liftStop', { params: { scope: partnerOne } });
  await t.aConnectedPartner();
});
