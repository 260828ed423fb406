import type { AccessTokenClaims } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { findUserByPresence } from '../world/presence.ts';
import { ApiFault } from './api-fault.ts';

/**
 * Tells whether a user's token was obtained with MFA.
 *
 * @returns undefined when the token does not say, and Partner Center does not know either
 */
export function isMfaCompliant(parts: SandboxParts, claims: AccessTokenClaims): boolean | undefined {
  if (claims.scopes === undefined) return undefined;
  if (claims.amr !== undefined) return claims.amr.includes('mfa');
  const user = findUserByPresence(parts, claims.tenantId, claims.objectId);
  if (user?.amrClaim !== 'partner-center-only') return undefined;
  return parts.entra.accessTokenMethods.get(claims.tokenId)?.amr.includes('mfa');
}

/**
 * Refuses a user's token without MFA, in the form that the world chose. A token of which nothing is known passes: it stands for the
 * enforcement that reaches only a share of the calls. The JSON body of 900421 is a guess (2025-11): only its number was seen.
 *
 * @throws ApiFault 401
 */
export function assertMfa(parts: SandboxParts, claims: AccessTokenClaims): void {
  const form = parts.world.settings.partnerCenterMfa;
  if (form === 'off' || isMfaCompliant(parts, claims) !== false) return;
  switch (form) {
    case '900421':
      throw new ApiFault(401, '900421', 'Multi-factor authentication is required for this request.');
    case '10001':
      throw new ApiFault(401, '10001', 'Authentication failed. MFA required. (10001)');
    case 'reason-phrase':
      throw new ApiFault(401, undefined, 'MFA required', 'Unauthorized - MFA required');
  }
}
