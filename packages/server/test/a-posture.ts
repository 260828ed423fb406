import type { World } from '@consentry/sandbox';
import type { AnswerOf } from '@consentry/core/contract';
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

/** Lets the application read the posture of these tenants, in the name of the service account. */
export function letRead(world: World, tenants: readonly string[]): void {
  for (const { tenantId, resource, scopes } of world.consents)
    if (tenants.includes(tenantId) && resource.includes('graph')) scopes.push(...POSTURE_ROLES);
}
