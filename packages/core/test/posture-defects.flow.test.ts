import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import { assess, type Report } from '../src/posture/assess.ts';
import { type FindingId, findingTable } from '../src/posture/findings/finding-table.ts';
import { aWorldOfDefects, type WorldOfDefects } from './a-world-of-defects.ts';
import { aCleanWorld, addUser, observedAt, observeServed } from './an-observed-partner.ts';
import { live, otherDefects } from './live-defects.ts';
import { callPartnerCenter, useGrant } from './use-grant.ts';

type User = World['users'][number];

const { partnerOne } = DEFAULT_TENANTS;

const serviceOf = ({ users }: World): User =>
  users.find(({ userPrincipalName }) => userPrincipalName === 'service@partner-one.example') ?? assert.fail();

/** A line for each finding: its id, its subject, and whom it is about by the first part of the sign-in name. */
function linesOf({ findings }: Report): readonly string[] {
  return findings
    .map(({ id, subject, evidence }) => lineOf(id, subject, namesOf(evidence.examples)))
    .toSorted();
}

function lineOf(id: string, subject: string, names: readonly string[]): string {
  return `${id} | ${subject} | ${names.join(' ')}`;
}

const namesOf = (examples: readonly string[]): readonly string[] =>
  examples.map((name) => name.split('@')[0] ?? name).toSorted();

/** Findings that leave no room for the others: they are of tenants of their own, below. */
const ownTenant: readonly FindingId[] = ['tenant_asks_no_mfa', 'tenant_security_defaults'];
/** What a broker’s own application is consented to: server/test/posture-partners.flow.test.ts. */
const ofApplication: readonly FindingId[] = ['permission_missing', 'permission_retired'];

async function reportOf(t: TestContext, made: WorldOfDefects): Promise<Report> {
  const observation = await observeServed(t, made.world);
  const grants = await live(observation, made);
  return assess(await observation.read(grants), observedAt);
}

test('in a world of forty-seven defects each is found under its id, about its subject, and nothing else is', async (t) => {
  const made = aWorldOfDefects();
  const report = await reportOf(t, made);
  const expected = [...made.defects, ...otherDefects];
  assert.deepEqual(
    linesOf(report),
    expected.map(({ id, subject, names }) => lineOf(id, subject, names.toSorted())).toSorted(),
  );
  assert.equal(new Set(expected.map(({ id, subject }) => `${id} ${subject}`)).size, 47);
  assert.deepEqual(
    report.unread.map(({ source }) => source),
    ['remembered-devices'],
  );
});

/** Every account of the world of defects, by the first part of its name: counted by hand, and not by what is tested. */
const handMade = {
  'asked at every sign-in':
    'service admin guest_control-panel.example#EXT# new-helpdesk guest-new late anna unused ending',
  'asked by nothing': 'forgotten not-yet hello robot told-nothing bert guest-forgotten connect',
  'left out, or with a way round':
    'trial left-out svc-backup emergency in-group in-role guest-left-out graph one-resource somewhere-trusted office cafe browser windows laptop desktop approved control',
  disabled: 'gone',
} as const;

test('the figures are those that a hand counts: 9 of 35 accounts, 7 of 14 calls', async (t) => {
  const made = aWorldOfDefects();
  const { figures } = await reportOf(t, made);
  const own = made.world.users.filter(({ tenantId }) => tenantId === partnerOne);
  const counted = Object.values(handMade).flatMap((names) => names.split(' '));
  assert.deepEqual(namesOf(own.map(({ userPrincipalName }) => userPrincipalName)), counted.toSorted());
  // 9 are asked, 8 by nothing, 18 have a way round; the one that is disabled is in no share. 9 / 35 = 0.2571…
  const [accounts, portal, api] = figures;
  assert.ok(accounts?.kind === 'estimate');
  assert.deepEqual([accounts.part, accounts.whole, accounts.unknown, accounts.percent], [9, 35, 0, 25.7]);
  // Without MFA: one each by told-nothing, not-yet, hello and forgotten, three by robot. With: one by service, four by admin, one by
  // service for the kind of the partner, and one for this very figure. 7 / 14 = 0.5
  assert.ok(api?.kind === 'reported');
  assert.deepEqual([api.part, api.whole, api.unknown, api.percent], [7, 14, 0, 50]);
  assert.deepEqual([portal?.kind, portal?.name], ['not-available', 'portal-requests-with-mfa']);
});

test('Microsoft’s example of accounts: of 110, 10 of them disabled, 90 with MFA are 90 %', async (t) => {
  const world = aCleanWorld();
  const own = world.users.filter(({ tenantId }) => tenantId === partnerOne);
  for (let number = own.length; number < 110; number += 1)
    own.push(addUser(world, `person-${number}`, number < 100 ? {} : { state: 'disabled' }));
  const include = own.slice(0, 90).map(({ objectId }) => objectId);
  world.conditionalAccess = [aPolicy({ users: { include } })];
  const { figures } = assess(await (await observeServed(t, world)).read(), observedAt);
  assert.ok(figures[0]?.kind === 'estimate');
  assert.deepEqual([figures[0].part, figures[0].whole, figures[0].percent], [90, 100, 90]);
});

test('Microsoft’s example of calls: 2 of 5 in somebody’s name are 40 %, and those of an application alone are in neither', async (t) => {
  const world = aCleanWorld();
  for (const application of world.applications) application.homeTenantId = partnerOne;
  const forgotten = addUser(world, 'forgotten', { groups: ['AdminAgents'] });
  const main = world.conditionalAccess[0]?.users ?? assert.fail('no policy');
  main.exclude = [forgotten.objectId];
  const observation = await observeServed(t, world);
  const without = await observation.apisOf(await observation.signIn(forgotten));
  for (let call = 0; call < 3; call += 1) await callPartnerCenter(without);
  const { client } = observation;
  const scope = 'https://api.partnercenter.microsoft.com/.default';
  const { body } = await client.token({ grant_type: 'client_credentials', scope });
  const alone = await client.get('partnerCenter', '/v1/customers', body['access_token'] ?? '');
  assert.equal(alone.status, 200);
  // The fourth asks for the kind of the partner, and the fifth for the figure.
  const { figures } = assess(await observation.read(), observedAt);
  const api = figures[2];
  assert.ok(api?.kind === 'reported');
  assert.deepEqual([api.part, api.whole, api.percent], [2, 5, 40]);
});

test('the worlds have every finding that there is', () => {
  const found = new Set([...aWorldOfDefects().defects, ...otherDefects].map(({ id }) => id));
  assert.deepEqual(
    Object.keys(findingTable).filter((id) => !found.has(id as FindingId)),
    [...ownTenant, ...ofApplication],
  );
});

test('in a clean world no finding stands, whichever way it is clean', async (t) => {
  const ways: Readonly<Record<string, (world: World) => void>> = {
    'a policy for everybody': () => undefined,
    'MFA of each user': (world) => {
      world.conditionalAccess = [];
      for (const tenant of world.tenants) if (tenant.id === partnerOne) tenant.mfa = 'required';
    },
    'two policies, each with a way round it, and one without': (world) => {
      world.conditionalAccess.push(
        aPolicy({ state: 'report-only' }),
        aPolicy({ grant: ['mfa', 'compliant-device'] }),
      );
    },
    'both controls together': (world) => {
      const users = { include: 'all' as const };
      world.conditionalAccess = [aPolicy({ users, grant: ['mfa', 'mfa-strength'], operator: 'and' })];
    },
  };
  for (const [way, change] of Object.entries(ways)) {
    const world = aCleanWorld();
    change(world);
    const observation = await observeServed(t, world);
    const grant = await useGrant(observation, serviceOf(world));
    const report = assess(await observation.read([grant]), observedAt);
    assert.deepEqual([way, report.findings], [way, []]);
  }
});

test('federated domains are clean where the provider tells of MFA, and where Entra does its own', async (t) => {
  const world = aCleanWorld();
  for (const tenant of world.tenants) {
    if (tenant.id !== partnerOne) continue;
    tenant.domains = [
      { name: 'tells.example', federation: { sendsMfaClaim: true, mfaBehavior: 'enforce' } },
      { name: 'own.example', federation: { sendsMfaClaim: false, mfaBehavior: 'reject' } },
    ];
  }
  const people = ['anna@tells.example', 'bo@own.example'].map((name) => addUser(world, name));
  const observation = await observeServed(t, world);
  for (const person of people) assert.notEqual(await observation.signIn(person), '');
  assert.deepEqual(assess(await observation.read(), observedAt).findings, []);
});

test('where neither security defaults nor a policy asks anybody, it is one finding of the tenant', async (t) => {
  const world = aCleanWorld();
  world.conditionalAccess = [];
  const { findings } = assess(await (await observeServed(t, world)).read(), observedAt);
  assert.deepEqual(
    findings
      .filter(({ id }) => id.startsWith('tenant_') || id.startsWith('account_not'))
      .map(({ id, subject }) => [id, subject]),
    [['tenant_asks_no_mfa', 'tenant']],
  );
});

test('security defaults are enough, and the report says of whom they ask less', async (t) => {
  const world = aCleanWorld();
  world.conditionalAccess = [];
  for (const tenant of world.tenants) if (tenant.id === partnerOne) tenant.securityDefaults = true;
  const observation = await observeServed(t, world);
  const { findings, figures } = assess(await observation.read(), observedAt);
  const told = findings.find(({ id }) => id === 'tenant_security_defaults');
  assert.deepEqual([told?.subject, told?.severity, told?.evidence.count], ['tenant', 'info', 2]);
  assert.ok(figures[0]?.kind === 'estimate');
  assert.equal(figures[0].percent, 100);
});
