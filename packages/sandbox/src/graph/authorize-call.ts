import { verifyBearer } from '../bearer.ts';
import type { AccessTokenClaims } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { findTenant } from '../world/find.ts';
import { findPresence, findUserByPresence } from '../world/presence.ts';
import type { Presence } from '../world/presence.ts';
import { GRAPH, findResource } from '../world/resources.ts';
import type { Tenant, User } from '../world/types.ts';
import { GraphError } from './graph-error.ts';

/** Who calls Graph, in which tenant. */
export interface Caller {
  claims: AccessTokenClaims;
  tenant: Tenant;
  /** Absent when an application calls for itself. */
  user?: User;
  presence?: Presence;
}

/** @throws GraphError 401 `InvalidAuthenticationToken` */
export async function authorizeCall(parts: SandboxParts, request: Request): Promise<Caller> {
  const bearer = await verifyBearer(parts, request.headers.get('authorization'));
  if (!bearer.ok) throw new GraphError(401, 'InvalidAuthenticationToken', WORDS[bearer.reason]);
  const { claims } = bearer;
  const tenant = findTenant(parts.world, claims.tenantId);
  if (tenant === undefined || findResource(claims.audience, parts.origins)?.uri !== GRAPH) {
    throw new GraphError(
      401,
      'InvalidAuthenticationToken',
      'Access token validation failure. Invalid audience.',
    );
  }
  const user = findUserByPresence(parts.world, tenant.id, claims.objectId);
  const presence = user && findPresence(parts.world, user, tenant.id);
  return { claims, tenant, ...(user && presence ? { user, presence } : {}) };
}

/** @throws GraphError 403 when the token carries none of the permissions */
export function assertPermission({ claims }: Caller, permissions: readonly string[]): void {
  const held = claims.scopes ?? [];
  if (held.some((scope) => permissions.includes(scope))) return;
  throw new GraphError(
    403,
    'Authorization_RequestDenied',
    `Insufficient privileges to complete the operation. One of these is needed: ${permissions.join(', ')}.`,
  );
}

const WORDS = {
  absent: 'Access token is empty.',
  malformed: 'IDX14100: JWT is not well formed.',
  signature: 'Access token validation failure. Invalid signature.',
  expired: 'Lifetime validation failed, the token is expired.',
  issuer: 'Access token validation failure. Invalid issuer.',
} as const;
