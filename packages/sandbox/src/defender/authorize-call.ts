import type { AccessTokenClaims, BearerResult } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { findServicePrincipal, findTenant } from '../world/find.ts';
import { findPresence, findUserByPresence } from '../world/presence.ts';
import type { Presence } from '../world/presence.ts';
import { DEFENDER, findResource } from '../world/resources.ts';
import type { Tenant, User } from '../world/types.ts';
import { DefenderError } from './defender-error.ts';

/** Who calls Defender, in which tenant. */
export interface Caller {
  claims: AccessTokenClaims;
  tenant: Tenant;
  /** Absent when an application calls for itself. */
  user?: User;
  presence?: Presence;
}

/** What one operation needs: a delegated permission and a directory role of a user, or an application permission. */
export interface Need {
  delegated: readonly string[];
  application: readonly string[];
  roles: readonly string[];
}

/**
 * Finds out who calls.
 *
 * @throws DefenderError `Unauthorized` for a token that is not good, or is for another API: Defender for Endpoint is one
 */
export function authorizeCall(parts: SandboxParts, bearer: BearerResult): Caller {
  if (!bearer.ok) {
    const { reason, challenge } = bearer;
    throw new DefenderError('Unauthorized', `The token is ${reason}.`, { challenge });
  }
  const { claims } = bearer;
  const tenant = findTenant(parts.world, claims.tenantId);
  if (tenant === undefined || findResource(claims.audience, parts.origins)?.uri !== DEFENDER)
    throw new DefenderError('Unauthorized', `The audience ${claims.audience} is not accepted.`);
  if (findServicePrincipal(parts.world, tenant.id, claims.clientId) === undefined)
    throw new DefenderError('Unauthorized', 'The application is not in the tenant.');
  if (claims.scopes === undefined) return { claims, tenant };
  const user = findUserByPresence(parts, tenant.id, claims.objectId);
  const presence = user && findPresence(parts, user, tenant.id);
  if (user === undefined || presence === undefined)
    throw new DefenderError('Forbidden', 'The user has no business in this tenant.');
  return { claims, tenant, user, presence };
}

/** @throws DefenderError `Forbidden` without the permission, or for a user without the role */
export function assertNeed({ claims, presence }: Caller, { delegated, application, roles }: Need): void {
  const wanted = claims.scopes === undefined ? application : delegated;
  const held = claims.scopes ?? claims.roles ?? [];
  if (!held.some((permission) => wanted.includes(permission)))
    throw new DefenderError(
      'Forbidden',
      `Missing application roles. API required roles: ${wanted.join(', ')}.`,
    );
  if (presence !== undefined && !presence.roles.some((role) => roles.includes(role)))
    throw new DefenderError('Forbidden', `The user needs one of these roles: ${roles.join(', ')}.`);
}
