import assert from 'node:assert/strict';
import { DEFAULT_APPLICATION, DEFAULT_PASSWORD, type World } from '@consentry/sandbox';
import { PARTNER_CENTER_SCOPE } from '../../sandbox/test/example-client.ts';
import type { FindingId } from '../src/posture/findings/finding-table.ts';
import type { GrantFacts } from '../src/posture/sources/sources.ts';
import { type Defect, programs, type WorldOfDefects } from './a-world-of-defects.ts';
import { type Observation, observedAt } from './an-observed-partner.ts';
import { callPartnerCenter, useGrant } from './use-grant.ts';

type User = World['users'][number];

const dayMs = 24 * 60 * 60 * 1000;
const integration = DEFAULT_APPLICATION.clientId;

/** What goes on in the world until the report is made. @returns the grants that a broker would have */
export async function live(
  observation: Observation,
  { world, main, gdapEndsAt, user }: WorldOfDefects,
): Promise<readonly GrantFacts[]> {
  const { settings } = world;
  const { control, clock } = observation.client.sandbox;
  const { include } = main.users;
  assert.ok(include !== 'all');
  main.users.include = include.filter((id) => id !== user('late').objectId);
  await observation.signIn(user('late'));
  main.users.include = include;
  await observation.signIn(user('control'));
  await observation.signIn(user('bert'));

  const grants: GrantFacts[] = [];
  settings.partnerCenterMfa = 'reason-phrase';
  grants.push(await useGrant(observation, user('told-nothing')));
  settings.partnerCenterMfa = '10001';
  await runScript(observation, user('robot'));
  settings.partnerCenterMfa = 'off';
  grants.push(await useGrant(observation, user('not-yet')));
  grants.push(await useGrant(observation, user('hello'), { asksForMfa: true }));
  settings.partnerCenterMfa = '900421';
  grants.push(await useGrant(observation, user('forgotten')));
  grants.push(await useGrant(observation, user('service')));
  grants.push(await useGrant(observation, user('admin@'), { isCalled: false }));
  const ends = { at: gdapEndsAt, cause: 'gdap' };
  grants.push(await useGrant(observation, user('ending'), { isCalled: false, change: { ends } }));
  control.moveClock(-61 * dayMs);
  grants.push(await useGrant(observation, user('unused'), { isCalled: false }));
  control.moveClock(61 * dayMs);
  assert.equal(clock.now(), observedAt);
  await openDashboard(observation, user('admin@'));
  return grants;
}

/** A program that knows a name and a password, and calls three times. */
async function runScript(observation: Observation, { userPrincipalName }: User): Promise<void> {
  const { body } = await observation.client.token({
    grant_type: 'password',
    client_id: programs.script.clientId,
    client_secret: programs.script.secret,
    username: userPrincipalName,
    password: DEFAULT_PASSWORD,
    scope: PARTNER_CENTER_SCOPE,
  });
  for (let call = 0; call < 3; call += 1) {
    const { refusedBy } = await callPartnerCenter(observation.apisWith(body['access_token'] ?? ''));
    assert.equal(refusedBy, 'api_mfa_required');
  }
}

/** A program that does everything right, and keeps its refresh token itself. It calls four times. */
async function openDashboard(observation: Observation, admin: User): Promise<void> {
  const refreshToken = await observation.signIn(admin, programs.dashboard);
  const client = await observation.apisOf(refreshToken, programs.dashboard);
  for (let call = 0; call < 4; call += 1)
    assert.deepEqual(await callPartnerCenter(client), { verdict: true });
}

const grantOf = (name: string): string => `grant of ${name}`;
const defect = (id: FindingId, subject: string, names: readonly string[], cause: string): Defect => ({
  id,
  subject,
  names,
  cause,
});

/** What is wrong beside the policies, and with whom. */
export const otherDefects: readonly Defect[] = [
  defect('account_no_method', 'accounts', ['new-helpdesk'], 'somebody never registered'),
  defect('account_guest_no_method', 'accounts', ['guest-new'], 'a guest never registered'),
  defect(
    'account_not_covered',
    'accounts',
    ['bert', 'forgotten', 'hello', 'not-yet', 'robot', 'told-nothing'],
    'the policy for everybody names only some',
  ),
  defect('account_guest_not_covered', 'accounts', ['guest-forgotten'], 'and so it does of guests'),
  defect('account_sync_exempt', 'accounts', ['connect'], 'Entra Connect has its account'),
  defect(
    'account_signed_in_without_mfa',
    'accounts',
    ['late'],
    'somebody signed in before the policy named them',
  ),
  defect(
    'account_third_party_mfa_without_claim',
    'accounts',
    ['control'],
    'somebody did MFA at a product that tells nothing',
  ),
  defect(
    'account_uses_portal_without_mfa',
    'accounts',
    ['forgotten', 'hello', 'not-yet', 'robot', 'told-nothing'],
    'five were at Partner Center without MFA',
  ),
  defect(
    'federation_without_mfa_claim',
    'silent.example',
    ['told-nothing'],
    'a provider does MFA and never tells',
  ),
  defect(
    'federation_without_mfa_claim',
    'forgetful.example',
    ['bert'],
    'a provider does none, and Entra is not asked',
  ),
  defect('federation_mfa_not_seen', 'quiet.example', [], 'nobody of a federated domain signed in'),
  defect(
    'delegated_admin_blocked_managed',
    grantOf('forgotten@partner-one.example'),
    ['forgotten'],
    'a customer’s tenant wants MFA of a sign-in without',
  ),
  defect(
    'delegated_admin_blocked_federated',
    grantOf('told-nothing@silent.example'),
    ['told-nothing'],
    'and of one at a provider that did not tell',
  ),
  defect(
    'application_calls_without_mfa',
    integration,
    ['forgotten', 'hello', 'not-yet', 'told-nothing'],
    'the integration was given consent by four accounts without MFA',
  ),
  defect('application_calls_without_mfa', programs.script.clientId, ['robot'], 'a script calls without MFA'),
  defect('application_signs_in_with_password', programs.script.clientId, ['robot'], 'it knows a password'),
  defect(
    'application_without_grant',
    programs.dashboard.clientId,
    [],
    'a program keeps its own refresh token',
  ),
  defect(
    'grant_refused_without_mfa',
    grantOf('forgotten@partner-one.example'),
    ['forgotten'],
    'its calls are refused by the code 900421',
  ),
  defect(
    'grant_refused_without_mfa',
    grantOf('told-nothing@silent.example'),
    ['told-nothing'],
    'its calls are refused by the reason phrase',
  ),
  defect(
    'grant_not_mfa_compliant',
    grantOf('not-yet@partner-one.example'),
    ['not-yet'],
    'the enforcement has not reached its calls',
  ),
  defect(
    'account_hello_provisioning_only',
    grantOf('hello@partner-one.example'),
    ['hello'],
    'the code of its sign-in set up Windows Hello',
  ),
  defect('grant_unused', grantOf('unused@partner-one.example'), ['unused'], 'nobody redeemed it for 61 days'),
  defect('grant_ends_soon', grantOf('ending@partner-one.example'), ['ending'], 'GDAP ends in 20 days'),
  defect(
    'grant_of_global_administrator',
    grantOf('admin@partner-one.example'),
    ['admin'],
    'a Global Administrator connected',
  ),
  defect('score_requirement_not_met', 'mfaEnforcedForAdmins', [], 'an administrator has no method'),
  defect('score_requirement_not_met', 'mfaEnforcedForAdminsOfCustomers', [], 'a customer asks nobody'),
];
