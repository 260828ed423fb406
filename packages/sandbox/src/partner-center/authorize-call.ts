import { verifyBearer } from '../bearer.ts';
import type { AccessTokenClaims } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { findTenant } from '../world/find.ts';
import { findUserByPresence } from '../world/presence.ts';
import { PARTNER_CENTER, findResource } from '../world/resources.ts';
import type { Tenant, User } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import { assertMfa } from './mfa.ts';

/** Who calls Partner Center. */
export interface Caller {
  claims: AccessTokenClaims;
  partner: Tenant;
  /** Absent when an application calls for itself. */
  user?: User;
}

/** Groups whose members may use Partner Center. */
const AGENT_GROUPS = ['AdminAgents', 'SalesAgents', 'HelpdeskAgents'];

/**
 * Finds out who calls: the token, its audience, its tenant, MFA, and the user's role.
 *
 * @throws ApiFault 401/400 token, 401/900420 audience, 401/800001 not a partner's token, 401 without MFA in the world's
 * form, 403/900150 the user is no agent
 */
export async function authorizeCall(parts: SandboxParts, request: Request): Promise<Caller> {
  const bearer = await verifyBearer(parts, request.headers.get('authorization'));
  if (!bearer.ok) throw new ApiFault(401, '400', `Access denied: the token is ${bearer.reason}.`);
  const { claims } = bearer;
  if (findResource(claims.audience, parts.origins)?.uri !== PARTNER_CENTER) {
    throw new ApiFault(401, '900420', `Invalid token: the audience ${claims.audience} is not supported.`);
  }
  const partner = findTenant(parts.world, claims.tenantId);
  if (partner?.kind !== 'partner')
    throw new ApiFault(401, '800001', 'Partner token missing in request context.');
  if (claims.scopes === undefined) return { claims, partner };
  assertMfa(parts, claims);
  const user = findUserByPresence(parts.world, partner.id, claims.objectId);
  if (!user?.groups.some((group) => AGENT_GROUPS.includes(group))) {
    throw new ApiFault(403, '900150', 'The role of the user does not have rights for this operation.');
  }
  return { claims, partner, user };
}
