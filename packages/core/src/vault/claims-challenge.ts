import type { ClaimsChallenge } from '../consent/invitation.ts';
import { isGuid, readTenantId } from '../ids.ts';
import type { SealedGrant } from './grant-store.ts';

/** The claims challenge that a tenant answered a grant with last; undefined where there was none since the consent. */
export function claimsChallengeOf({
  stateEvidence,
}: Pick<SealedGrant, 'stateEvidence'>): ClaimsChallenge | undefined {
  const { tenant, claims } = stateEvidence;
  return isGuid(tenant) && typeof claims === 'string' ? { tenant: readTenantId(tenant), claims } : undefined;
}
