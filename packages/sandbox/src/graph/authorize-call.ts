import type { AccessTokenClaims, BearerResult } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { findServicePrincipal, findTenant } from '../world/find.ts';
import { findPresence, findUserByPresence } from '../world/presence.ts';
import type { Presence } from '../world/presence.ts';
import { GRAPH, findResource } from '../world/resources.ts';
import type { Tenant, User } from '../world/types.ts';
import { GraphError } from './graph-error.ts';
import type { Permissions } from './permissions.ts';

/** Who calls Graph, in which tenant. */
export interface Caller {
  claims: AccessTokenClaims;
  tenant: Tenant;
  /** Absent when an application calls for itself. */
  user?: User;
  presence?: Presence;
}

/**
 * Finds out who calls. A token outlives neither the application in the tenant nor the user's business there.
 *
 * @throws GraphError 401 `InvalidAuthenticationToken`, 401 `Authorization_IdentityNotFound`, 403 `Authorization_RequestDenied`
 */
export function authorizeCall(parts: SandboxParts, bearer: BearerResult): Caller {
  if (!bearer.ok)
    throw new GraphError(401, 'InvalidAuthenticationToken', WORDS[bearer.reason], bearer.challenge);
  const { claims } = bearer;
  const tenant = findTenant(parts.world, claims.tenantId);
  if (tenant === undefined || findResource(claims.audience, parts.origins)?.uri !== GRAPH) {
    throw new GraphError(
      401,
      'InvalidAuthenticationToken',
      'Access token validation failure. Invalid audience.',
    );
  }
  if (findServicePrincipal(parts.world, tenant.id, claims.clientId) === undefined) {
    const message = 'The identity of the calling application could not be established.';
    throw new GraphError(401, 'Authorization_IdentityNotFound', message);
  }
  // Nobody is looked for where an application calls for itself: whoever is not there costs a look at every user.
  const isOfSomebody = claims.scopes !== undefined;
  const user = isOfSomebody ? findUserByPresence(parts, tenant.id, claims.objectId) : undefined;
  const presence = user && findPresence(parts, user, tenant.id);
  if (isOfSomebody && presence === undefined) {
    throw denied(
      'Insufficient privileges to complete the operation: the user has no business in this tenant.',
    );
  }
  return { claims, tenant, ...(user && presence ? { user, presence } : {}) };
}

/** True when the token carries one of the permissions. */
export function hasPermission({ claims }: Caller, { delegated, application }: Permissions): boolean {
  const wanted = claims.scopes === undefined ? application : delegated;
  return (claims.scopes ?? claims.roles ?? []).some((permission) => wanted.includes(permission));
}

/** @throws GraphError 403 when the token carries none of the permissions */
export function assertPermission(caller: Caller, permissions: Permissions): void {
  if (hasPermission(caller, permissions)) return;
  const wanted = caller.claims.scopes === undefined ? permissions.application : permissions.delegated;
  const need =
    wanted.length === 0 ? 'a user must be signed in' : `one of these is needed: ${wanted.join(', ')}`;
  throw denied(`Insufficient privileges to complete the operation: ${need}.`);
}

/**
 * Asks a partner's user for a role that GDAP or DAP gave. Members and guests of the tenant may read without one.
 *
 * @throws GraphError 403
 */
export function assertDelegatedRole({ presence }: Caller, roles: readonly string[]): void {
  if (presence?.kind === 'delegated') assertOneOf(presence.roles, roles);
}

/**
 * Asks a user for a directory role. An application alone has its permissions instead.
 *
 * @throws GraphError 403
 */
export function assertRole({ claims, presence }: Caller, roles: readonly string[]): void {
  if (claims.scopes !== undefined) assertOneOf(presence?.roles ?? [], roles);
}

function assertOneOf(held: readonly string[], roles: readonly string[]): void {
  if (held.some((role) => roles.includes(role))) return;
  throw denied(
    `Insufficient privileges to complete the operation: the user needs one of these roles: ${roles.join(', ')}.`,
  );
}

function denied(message: string): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', message);
}

const WORDS = {
  absent: 'Access token is empty.',
  malformed: 'IDX14100: JWT is not well formed.',
  signature: 'Access token validation failure. Invalid signature.',
  expired: 'Lifetime validation failed, the token is expired.',
  issuer: 'Access token validation failure. Invalid issuer.',
  refused: 'Continuous access evaluation resulted in the access token being refused.',
} as const;
