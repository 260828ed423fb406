import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { Tenant, World } from '../src/index.ts';
import { aPolicy } from './a-policy.ts';
import { aUserOf } from './a-world.ts';
import { anAccount } from './example-client.ts';
import { anObserver, at } from './graph-posture-client.ts';
import { graphErrorOf } from './write-call.ts';

const { partnerOne } = DEFAULT_TENANTS;
const SCORE = '/security/partner/securityScore';

function aWorld(changes: Partial<Tenant>): World {
  const world = defaultWorld();
  for (const tenant of world.tenants) if (tenant.id === partnerOne) Object.assign(tenant, changes);
  return world;
}

test('the score stands in value, and shows its requirements when they are wanted', async () => {
  const observer = await anObserver();
  const { body } = await observer.beta(SCORE);
  assert.match(JSON.stringify(body['value']), /#microsoft.graph.partner.security.partnerSecurityScore"/);
  assert.deepEqual([at(body, 'value.maxScore'), at(body, 'value.requirements')], [100, undefined]);
  const expanded = await observer.beta(`${SCORE}?$expand=requirements`);
  const { body: list } = await observer.beta(`${SCORE}/requirements`);
  assert.equal(at(expanded.body, 'value.requirements.length'), 2);
  assert.equal(at(list, 'value.0.requirementType'), 'mfaEnforcedForAdmins');
});

test('the requirement of administrators counts who registered, and what asks them for MFA', async () => {
  const requirementOf = async (world: World): Promise<unknown> => {
    const { body } = await (await anObserver(world)).beta(`${SCORE}/requirements`);
    return at(body, 'value.0');
  };
  const good = await requirementOf(aWorld({ mfa: 'when-asked', securityDefaults: true }));
  assert.deepEqual([at(good, 'complianceStatus'), at(good, 'score')], ['compliant', 20]);
  assert.deepEqual([at(good, 'totalUsersCount'), at(good, 'usersRequiredNotUsingMfaCount')], [5, 1]);
  assert.deepEqual(
    [at(good, 'securityDefaultsStatus'), at(good, 'legacyPerUserMfaStatus')],
    ['enabled', 'disabled'],
  );
  const unasked = await requirementOf(aWorld({ mfa: 'when-asked' }));
  assert.deepEqual([at(unasked, 'complianceStatus'), at(unasked, 'score')], ['noncomplaint', 0]);
  const unregistered = aWorld({ securityDefaults: true });
  aUserOf(unregistered, 'no-mfa@partner-one.example').directoryRoles = ['Helpdesk Administrator'];
  unregistered.settings.securityScoreStatus = 'noncompliant';
  const bad = await requirementOf(unregistered);
  assert.equal(at(bad, 'complianceStatus'), 'noncompliant');
  assert.deepEqual([at(bad, 'totalAdminsCount'), at(bad, 'adminsRequiredNotUsingMfaCount')], [2, 1]);
});

test('the requirement of customers counts those whose administrators are asked for MFA', async () => {
  const world = defaultWorld();
  for (const tenant of world.tenants)
    if (tenant.kind === 'customer') tenant.mfa = tenant.name === 'Customer A' ? 'required' : 'when-asked';
  const { body } = await (await anObserver(world)).beta(`${SCORE}/requirements`);
  assert.deepEqual([at(body, 'value.1.totalTenantCount'), at(body, 'value.1.compliantTenantCount')], [3, 1]);
  assert.deepEqual([at(body, 'value.1.score'), at(body, 'value.1.maxScore')], [6, 20]);
});

test('the score is for who has its permission, and for direct-bill partners and indirect providers', async () => {
  const without = await anObserver(defaultWorld(), ['Policy.Read.All']);
  assert.deepEqual(graphErrorOf(await without.beta(SCORE)), [403, 'Authorization_RequestDenied']);
  for (const partnerProgram of ['indirect-reseller', 'advisor'] as const) {
    const observer = await anObserver(aWorld({ partnerProgram }));
    assert.deepEqual(graphErrorOf(await observer.beta(SCORE)), [403, 'Forbidden']);
  }
  const provider = await anObserver(aWorld({ partnerProgram: 'indirect-provider' }));
  assert.equal((await provider.beta(SCORE)).status, 200);
  assert.equal((await provider.get(SCORE)).status, 404);
});

test('a partner where all is well: everybody registered, everybody asked, nobody left out', async () => {
  const world = aWorld({ mfa: 'when-asked' });
  world.users = world.users.filter(
    ({ tenantId, totpSecret }) => tenantId !== partnerOne || totpSecret !== undefined,
  );
  for (const user of world.users) delete user.amrClaim;
  world.conditionalAccess.push(aPolicy());
  const observer = await anObserver(world);
  for (const name of ['service', 'federated', 'admin'] as const)
    await observer.client.consent(anAccount(name), { changes: { prompt: 'login' } });
  const { body } = await observer.beta('/auditLogs/signIns');
  const signIns = body['value'] as Record<string, unknown>[];
  assert.deepEqual(
    signIns.map((one) => [one['authenticationRequirement'], one['conditionalAccessStatus']]),
    Array.from({ length: 3 }, () => ['multiFactorAuthentication', 'success']),
  );
  const report = await observer.list('/reports/authenticationMethods/userRegistrationDetails');
  assert.ok(report.length === 4 && report.every((row) => row['isMfaCapable'] === true));
  const score = await observer.beta(`${SCORE}/requirements`);
  assert.equal(at(score.body, 'value.0.complianceStatus'), 'compliant');
});
