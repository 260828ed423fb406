import type { AnswerOf } from '@consentry/core/contract';
import type { World } from '@consentry/sandbox';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import { POSTURE_ROLES } from '../../sandbox/test/graph-posture-client.ts';
import { partnerOne, type TestBroker } from './a-broker.ts';

export const ofPartner = { params: { partner: partnerOne } } as const;

export type PostureReport = AnswerOf<'getPosture'>;

/** Has a report made, and gives it. */
export async function aReport(t: TestBroker): Promise<PostureReport> {
  const { id } = await t.operator.call('createPostureReport', ofPartner);
  await t.broker.app.posture.settled();
  return t.operator.call('getPostureReport', { params: { ...ofPartner.params, id } });
}

/** Findings by their ids. */
export function idsOf({ findings }: Pick<PostureReport, 'findings'>): readonly string[] {
  return findings.map(({ id }) => id);
}

/** Lets the application read the posture of these tenants, in the name of the service account. */
export function letRead(world: World, tenants: readonly string[]): void {
  for (const { tenantId, resource, scopes } of world.consents)
    if (tenants.includes(tenantId) && resource.includes('graph')) scopes.push(...POSTURE_ROLES);
}

/** Partner one as Microsoft wants it, and everything of it may be read. */
export function allIsWell(world: World): void {
  letRead(world, [partnerOne]);
  for (const user of world.users)
    if (user.userPrincipalName.startsWith('service@partner-one')) user.directoryRoles.push('Global Reader');
  world.users = world.users.filter(
    ({ userPrincipalName }) => !/^(no-mfa|federated)@/.test(userPrincipalName),
  );
  for (const tenant of world.tenants) if (tenant.id === partnerOne) tenant.mfa = 'when-asked';
  world.conditionalAccess.push(aPolicy());
}
