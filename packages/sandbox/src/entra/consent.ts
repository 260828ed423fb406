import type { SandboxParts } from '../parts.ts';
import { listConsentedScopes, recordConsent } from '../world/consents.ts';
import type { ConsentHolder } from '../world/consents.ts';
import { CONSENT_ROLES } from '../world/directory-roles.ts';
import { findServicePrincipal } from '../world/find.ts';
import { listRolesIn } from '../world/presence.ts';
import { GRAPH } from '../world/resources.ts';
import type { Application, ResourceScopes, World } from '../world/types.ts';
import type { EndpointVersion } from './endpoint-version.ts';
import type { ScopeRequest, ScopeTarget } from './scopes.ts';
import type { SignedIn } from './sign-in/sign-in-flow.ts';
import { findWantedGrants, listStaticGrants, needsAdministrator } from './wanted-grants.ts';
import type { WantedGrants } from './wanted-grants.ts';

/** What is asked of an administrator for a whole tenant. Without targets it is everything on the registration. */
export interface TenantConsent {
  application: Application;
  targets: ScopeTarget[];
}

/** True for who may consent for everybody in the tenant that was signed in to. */
export function isConsentAdministrator(parts: SandboxParts, { user, tenant }: SignedIn): boolean {
  return listRolesIn(parts, user, tenant.id).some((role) => CONSENT_ROLES.includes(role));
}

/** True when the user may give the missing consent. */
export function mayConsent(parts: SandboxParts, signedIn: SignedIn, { missing }: WantedGrants): boolean {
  if (missing.length === 0 || !needsAdministrator(parts.world, signedIn.tenant, missing)) return true;
  return isConsentAdministrator(parts, signedIn);
}

/** What the signed-in user still has to consent to. */
export function findMissingConsent(
  parts: SandboxParts,
  { user, tenant }: SignedIn,
  {
    application,
    scopes,
    version,
  }: { application: Application; scopes: ScopeRequest; version: EndpointVersion },
): WantedGrants & { holder: ConsentHolder } {
  const holder = { tenantId: tenant.id, clientId: application.clientId, userObjectId: user.objectId };
  // A sign-in alone at v1 leaves the resource to the token request.
  if (version === 'v2' && scopes.targets.length === 0) {
    return { ...findWantedSignIn(parts.world, holder, scopes.openId), holder };
  }
  const wanted = findWantedGrants(parts.world, application, tenant, holder, scopes.targets);
  return { ...wanted, holder };
}

/** A sign-in alone is one for Graph: what it asks for is consented to, unless the application may do something there already. */
function findWantedSignIn(world: World, holder: ConsentHolder, scopes: string[]): WantedGrants {
  const all = [{ resource: GRAPH, scopes }];
  return { all, missing: listConsentedScopes(world, holder, GRAPH).length > 0 ? [] : all };
}

/** The delegated permissions that an administrator is asked for. */
export function listTenantGrants(
  parts: SandboxParts,
  { tenant }: SignedIn,
  { application, targets }: TenantConsent,
): ResourceScopes[] {
  if (targets.length === 0) return listStaticGrants(parts.world, application, tenant);
  const holder = { tenantId: tenant.id, clientId: application.clientId };
  return findWantedGrants(parts.world, application, tenant, holder, targets).all;
}

/**
 * Records an administrator's consent for the whole tenant. Does nothing for anybody else. `.default` stands for the whole
 * registration, as no targets do, application permissions included.
 */
export function acceptTenantConsent(parts: SandboxParts, signedIn: SignedIn, consent: TenantConsent): void {
  if (!isConsentAdministrator(parts, signedIn)) return;
  const { application, targets } = consent;
  const holder = { tenantId: signedIn.tenant.id, clientId: application.clientId };
  recordConsent(parts.world, holder, listTenantGrants(parts, signedIn, consent));
  const isWhole = targets.length === 0 || targets.some((target) => target.permissions === '.default');
  if (isWhole) grantRoles(parts, holder.tenantId, application);
}

/** Grants the application permissions on the registration. */
function grantRoles(parts: SandboxParts, tenantId: string, application: Application): void {
  const principal = findServicePrincipal(parts.world, tenantId, application.clientId);
  if (principal !== undefined) principal.roles = structuredClone(application.requiredRoles ?? []);
}
