import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { assess, type Report } from '../src/posture/assess.ts';
import type { GrantFacts } from '../src/posture/sources/sources.ts';
import { testAccount } from '../src/posture/test-account.ts';
import { someGrantFacts } from './a-posture.ts';
import { aCleanWorld, addUser, observe, observedAt } from './an-observed-partner.ts';

type User = World['users'][number];

const { partnerOne } = DEFAULT_TENANTS;

/** How many findings there are under each id, and how many accounts, calls or grants they are about. */
function countsOf({ findings }: Report): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { id, evidence } of findings) counts[id] = (counts[id] ?? 0) + (evidence.count ?? 1);
  return counts;
}

const sourcesOf = ({ unread }: Report): readonly string[] => unread.map(({ source }) => source);

function byName(world: World, name: string): User {
  const user = world.users.find(({ userPrincipalName }) => userPrincipalName.startsWith(`${name}@`));
  return user ?? assert.fail(`no user ${name}`);
}

test('in a clean world there is no finding, and nothing but remembered devices is unread', async () => {
  const observation = await observe(aCleanWorld());
  const grant = someGrantFacts({ redeemedAt: observedAt, application: DEFAULT_APPLICATION.clientId });
  const report = assess(await observation.read([grant]), observedAt);
  assert.deepEqual(countsOf(report), {});
  assert.deepEqual(sourcesOf(report), ['remembered-devices']);
  const [accounts, portal, api] = report.figures;
  assert.ok(accounts?.kind === 'estimate' && api?.kind === 'reported' && portal?.kind === 'not-available');
  assert.deepEqual([accounts.percent, accounts.whole, accounts.unknown], [100, 3, 0]);
  assert.equal(api.percent, 100);
});

test('without Entra ID P1 the methods of each account are read, and the log is said to be unread', async () => {
  const world = aCleanWorld();
  for (const tenant of world.tenants) if (tenant.id === partnerOne) tenant.entraPlan = 'free';
  addUser(world, 'bare', { totpSecret: undefined } as unknown as Partial<User>);
  const sources = await (await observe(world)).read();
  assert.ok(sources.registrations.outcome === 'read');
  assert.equal(sources.registrations.value.from, 'methods');
  const report = assess(sources, observedAt);
  assert.deepEqual(countsOf(report), { account_no_method: 1 });
  assert.equal(report.organization?.plan, 'free');
  assert.deepEqual(sourcesOf(report), ['signIns', 'remembered-devices']);
});

test('where nobody is asked it is one finding of the tenant', async () => {
  const world = aCleanWorld();
  world.conditionalAccess = [];
  const observation = await observe(world);
  const report = assess(await observation.read(), observedAt);
  const ids = report.findings.map(({ id }) => id);
  assert.ok(ids.includes('tenant_asks_no_mfa'));
  assert.ok(!ids.includes('account_not_covered'));
});

test('MFA that is enforced for each user counts, and whoever is left is found', async () => {
  const world = aCleanWorld();
  world.conditionalAccess = [];
  for (const tenant of world.tenants) if (tenant.id === partnerOne) tenant.mfa = 'when-registered';
  addUser(world, 'bare', { totpSecret: undefined } as unknown as Partial<User>);
  const report = assess(await (await observe(world)).read(), observedAt);
  assert.deepEqual(countsOf(report), { account_no_method: 1, account_not_covered: 1 });
  const [accounts] = report.figures;
  assert.ok(accounts?.kind === 'estimate');
  assert.deepEqual([accounts.percent, accounts.part, accounts.whole], [75, 3, 4]);
});

test('a source that refuses is told with the permission that it needs, and the others are read', async () => {
  const observation = await observe(aCleanWorld(), ['User.Read.All', 'Directory.Read.All']);
  const report = assess(await observation.read(), observedAt);
  assert.deepEqual(sourcesOf(report).toSorted(), [
    'groups',
    'locations',
    'perUserMfa',
    'policies',
    'registrations',
    'remembered-devices',
    'score',
    'securityDefaults',
    'signIns',
  ]);
  const policies = report.unread.find(({ source }) => source === 'policies');
  assert.match(policies?.remedy ?? '', /Policy\.Read\.ConditionalAccess/);
  const [accounts] = report.figures;
  assert.ok(accounts?.kind === 'estimate');
  assert.deepEqual([accounts.percent, accounts.unknown], [0, 3]);
  assert.deepEqual(report.findings, []);
});

test('an account is tested by its token: pass, fail with the reason, and probably', async () => {
  const world = aCleanWorld();
  world.conditionalAccess = [];
  for (const tenant of world.tenants) if (tenant.id === partnerOne) tenant.mfa = 'when-registered';
  const hello = addUser(world, 'hello', { secondFactor: 'hello-provisioning' });
  const elsewhere = addUser(world, 'elsewhere', { secondFactor: 'third-party' });
  const silent = addUser(world, 'silent', { amrClaim: 'absent' });
  const observation = await observe(world);
  const grants: GrantFacts[] = [];
  const endOf = async (user: User): Promise<readonly unknown[]> => {
    const { token } = await observation.apisOf(await observation.signIn(user));
    const { result, reason, amr, cmdlet } = testAccount(token);
    const id = user.userPrincipalName;
    grants.push(
      someGrantFacts({ id, accountName: id, amr, isMfaCompliant: undefined, redeemedAt: observedAt }),
    );
    return [result, reason, cmdlet];
  };
  assert.deepEqual(await endOf(byName(world, 'service')), ['pass', 'mfa', 'pass']);
  assert.deepEqual(await endOf(elsewhere), ['fail', 'third_party_or_none', 'fail']);
  assert.deepEqual(await endOf(silent), ['fail', 'no_amr', 'fail']);
  assert.deepEqual(await endOf(hello), ['probably', 'hello_provisioning_only', 'pass']);
  const report = assess(await observation.read(grants), observedAt);
  const ofGrants = report.findings.filter(({ subject }) => subject.includes('@'));
  assert.deepEqual(
    ofGrants.map(({ id, subject }) => [id, subject.split('@')[0]]),
    [
      ['grant_not_mfa_compliant', 'elsewhere'],
      ['account_hello_provisioning_only', 'hello'],
    ],
  );
});
