import type { AccessTokenClaims, BearerResult } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { findServicePrincipal, findTenant } from '../world/find.ts';
import { findPresence, findUserByPresence } from '../world/presence.ts';
import type { Presence } from '../world/presence.ts';
import { ARM, findResource } from '../world/resources.ts';
import type { Tenant, User } from '../world/types.ts';
import { ArmError } from './arm-error.ts';

/** Who calls ARM, in which tenant. */
export interface Caller {
  claims: AccessTokenClaims;
  tenant: Tenant;
  /** Absent when an application calls for itself. */
  user?: User;
  presence?: Presence;
}

/**
 * Finds out who calls.
 *
 * @throws ArmError 401 `AuthenticationFailed` no token, `ExpiredAuthenticationToken`, `InvalidAuthenticationToken`,
 * `InvalidAuthenticationTokenAudience`; 403 `AuthorizationFailed` without `user_impersonation` or business in the tenant
 */
export function authorizeCall(parts: SandboxParts, bearer: BearerResult): Caller {
  if (!bearer.ok) {
    const [code, message] = WORDS[bearer.reason];
    throw new ArmError(401, code, message, bearer.challenge);
  }
  const { claims } = bearer;
  if (findResource(claims.audience, parts.origins)?.uri !== ARM) {
    const message = `The access token has been obtained for wrong audience or resource ${claims.audience}.`;
    throw new ArmError(401, 'InvalidAuthenticationTokenAudience', message);
  }
  const tenant = findTenant(parts.world, claims.tenantId);
  if (tenant === undefined || findServicePrincipal(parts.world, tenant.id, claims.clientId) === undefined)
    throw new ArmError(401, 'InvalidAuthenticationToken', 'The application is not in the tenant.');
  if (claims.scopes === undefined) return { claims, tenant };
  const user = findUserByPresence(parts, tenant.id, claims.objectId);
  const presence = user && findPresence(parts, user, tenant.id);
  if (user === undefined || presence === undefined || !claims.scopes.includes('user_impersonation'))
    throw new ArmError(403, 'AuthorizationFailed', 'The client does not have authorization in this tenant.');
  return { claims, tenant, user, presence };
}

const WORDS = {
  absent: ['AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."],
  malformed: ['InvalidAuthenticationToken', 'The access token is invalid.'],
  signature: ['InvalidAuthenticationToken', 'The access token signature is invalid.'],
  expired: ['ExpiredAuthenticationToken', 'The access token expiry is earlier than the current time.'],
  issuer: ['InvalidAuthenticationToken', 'The access token issuer is wrong.'],
  refused: ['InvalidAuthenticationToken', 'The access token is refused.'],
} as const;
