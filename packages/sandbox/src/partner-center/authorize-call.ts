import type { AccessTokenClaims, BearerResult } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { findApplication, findTenant } from '../world/find.ts';
import { findUserByPresence } from '../world/presence.ts';
import { PARTNER_CENTER, findResource } from '../world/resources.ts';
import type { Tenant, User } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import { assertLocale } from './locale.ts';
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
 * Finds out who calls: the token, its audience, its tenant, the application, MFA, and the user's role.
 *
 * @throws ApiFault 401/400 token, 401/900420 audience, 401/800001 not a partner's token, 403/2032 the application is not
 * registered in Partner Center, or the partner is a reseller of an indirect provider, 403/900329 a vendor's application that acts for itself (both numbers are guesses), 401 without
 * MFA in the world's form, 403/900150 the user is no agent, 400/800002 locale
 */
export function authorizeCall(parts: SandboxParts, bearer: BearerResult, request: Request): Caller {
  if (!bearer.ok) throw new ApiFault(401, '400', `Access denied: the token is ${bearer.reason}.`);
  const { claims } = bearer;
  if (findResource(claims.audience, parts.origins)?.uri !== PARTNER_CENTER) {
    throw new ApiFault(401, '900420', `Invalid token: the audience ${claims.audience} is not supported.`);
  }
  const partner = findTenant(parts.world, claims.tenantId);
  if (partner?.kind !== 'partner')
    throw new ApiFault(401, '800001', 'Partner token missing in request context.');
  if (partner.partnerProgram === 'indirect-reseller')
    throw new ApiFault(403, '2032', 'Access denied: resellers of an indirect provider have no API access.');
  assertApplication(parts, claims, partner);
  assertLocale(request);
  if (claims.scopes === undefined) return { claims, partner };
  assertMfa(parts, claims);
  const user = findUserByPresence(parts, partner.id, claims.objectId);
  if (!user?.groups.some((group) => AGENT_GROUPS.includes(group))) {
    throw new ApiFault(403, '900150', 'The role of the user does not have rights for this operation.');
  }
  return { claims, partner, user };
}

/** @throws ApiFault 403/900329 when an application calls for itself */
export function getUser({ user }: Caller): User {
  if (user !== undefined) return user;
  throw new ApiFault(403, '900329', 'The resource does not support app-only access. Use app and user.');
}

/** An application must be known to Partner Center. One of another tenant than the partner's acts with a user of the partner's only. */
function assertApplication(parts: SandboxParts, claims: AccessTokenClaims, partner: Tenant): void {
  const application = findApplication(parts.world, claims.clientId);
  if (application === undefined || application.registeredInPartnerCenter === false) {
    throw new ApiFault(403, '2032', 'Access denied: the application is not registered in Partner Center.');
  }
  if (claims.scopes !== undefined || application.homeTenantId === partner.id) return;
  throw new ApiFault(
    403,
    '900329',
    'App-only access is not supported for the application of a control panel vendor. Use app and user.',
  );
}
