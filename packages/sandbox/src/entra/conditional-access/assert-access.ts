import { randomUUID } from 'node:crypto';
import type { SandboxParts } from '../../parts.ts';
import type { Resource } from '../../world/resources.ts';
import type { User, World } from '../../world/types.ts';
import type { Authentication } from '../authentication.ts';
import { EntraRefusal } from '../refusal.ts';
import { isMfaUnseen } from '../sign-in/factors.ts';
import type { AccessAttempt } from './access-attempt.ts';
import { findAccessGap } from './find-access-gap.ts';
import { findDemands } from './find-demands.ts';

/**
 * Lets a token request of a user pass only if it meets the tenant's demands.
 *
 * @throws EntraRefusal 53003 blocked, 530003 device, 53002 application, 70043 signed in too long ago, 50078 MFA too long ago, 50076 no MFA (with a
 * claims challenge), 50079 no MFA and none registered, 50158 external challenge not passed
 */
export function assertAccess(
  parts: SandboxParts,
  attempt: Omit<AccessAttempt, 'resources'>,
  authentication: Authentication,
  resource: Resource,
): void {
  const demands = findDemands(parts.world, { ...attempt, resources: [resource.uri] });
  const gap = findAccessGap(demands, authentication, parts.clock.now());
  const resourceId = resource.appId;
  switch (gap) {
    case undefined:
      return;
    case 'blocked':
      throw new EntraRefusal(53003);
    case 'no-compliant-device':
      throw new EntraRefusal(530003);
    case 'no-approved-application':
      throw new EntraRefusal(53002);
    case 'sign-in-too-old':
      throw new EntraRefusal(70043, {
        issuedAt: new Date(authentication.at).toISOString(),
        maximumSeconds: String((demands.signInLifetimeMs ?? 0) / 1000),
      });
    case 'mfa-expired':
      throw new EntraRefusal(50078, { resourceId });
    case 'mfa-missing':
      if (!canDoMfa(parts.world, attempt.user)) throw new EntraRefusal(50079);
      throw new EntraRefusal(50076, { resourceId }, challenge(demands.mfaPolicyIds));
    case 'challenge-missing':
      throw new EntraRefusal(50158);
  }
}

/** Who never registered cannot do MFA, nor can who signs in at an identity provider that does not tell of it. */
function canDoMfa(world: World, user: User): boolean {
  return user.totpSecret !== undefined && !isMfaUnseen(world, user);
}

/** A claims challenge names the policies. The tenant's own setting has none, and an id of its own each time. */
function challenge(policyIds: readonly string[]): object {
  const values = policyIds.length === 0 ? [randomUUID()] : policyIds;
  return { access_token: { polids: { essential: true, values } } };
}
