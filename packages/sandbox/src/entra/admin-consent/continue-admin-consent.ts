import type { SandboxParts } from '../../parts.ts';
import { recordConsent } from '../../world/consents.ts';
import { CONSENT_ROLES } from '../../world/directory-roles.ts';
import { findServicePrincipal } from '../../world/find.ts';
import { findPresence } from '../../world/presence.ts';
import type { Application, ResourceScopes } from '../../world/types.ts';
import { consentPage } from '../pages/consent-page.ts';
import { needAdministratorPage } from '../pages/need-administrator-page.ts';
import { getSignedIn } from '../sign-in/flow.ts';
import type { SignInFlow, SignedIn } from '../sign-in/sign-in-flow.ts';
import { findWantedGrants, listStaticGrants } from '../wanted-grants.ts';
import { answerAdminConsent } from './answer-admin-consent.ts';
import type { AdminConsentRequest } from './admin-consent-request.ts';

/** After the sign-in of an administrator: asks for consent, then sends the outcome to the application. */
export function continueAdminConsent(
  parts: SandboxParts,
  flow: SignInFlow,
  request: AdminConsentRequest,
): Response {
  const signedIn = getSignedIn(parts, flow);
  if (!isConsentAdministrator(parts, signedIn)) return needAdministratorPage(flow, signedIn);
  const grants = listAskedGrants(parts, signedIn, request);
  if (!flow.hasConsented) return consentPage(flow, signedIn, grants);
  parts.entra.flows.delete(flow.id);
  return answerAdminConsent(request, {
    tenant: signedIn.tenant.id,
    ...(request.scope === undefined ? {} : { scope: request.scope }),
  });
}

/** Records an administrator's consent to everything on the registration. Does nothing for anybody else. */
export function acceptRegistration(
  parts: SandboxParts,
  signedIn: SignedIn,
  { application }: Pick<AdminConsentRequest, 'application'>,
): void {
  if (!isConsentAdministrator(parts, signedIn)) return;
  const holder = { tenantId: signedIn.tenant.id, clientId: application.clientId };
  recordConsent(parts.world, holder, listStaticGrants(parts.world, application, signedIn.tenant));
  grantRoles(parts, signedIn.tenant.id, application);
}

/** Records an administrator's consent for the whole tenant. Does nothing for anybody else. */
export function acceptAdminConsent(
  parts: SandboxParts,
  flow: SignInFlow,
  request: AdminConsentRequest,
): void {
  const signedIn = getSignedIn(parts, flow);
  if (!isConsentAdministrator(parts, signedIn)) return;
  const { application } = request;
  const holder = { tenantId: signedIn.tenant.id, clientId: application.clientId };
  recordConsent(parts.world, holder, listAskedGrants(parts, signedIn, request));
  if (isStatic(request)) grantRoles(parts, holder.tenantId, application);
}

/** Grants the application permissions on the registration. */
function grantRoles(parts: SandboxParts, tenantId: string, application: Application): void {
  const principal = findServicePrincipal(parts.world, tenantId, application.clientId);
  if (principal !== undefined) principal.roles = structuredClone(application.requiredRoles ?? []);
}

export function isConsentAdministrator(parts: SandboxParts, { user, tenant }: SignedIn): boolean {
  const roles = findPresence(parts, user, tenant.id)?.roles ?? [];
  return roles.some((role) => CONSENT_ROLES.includes(role));
}

function listAskedGrants(
  parts: SandboxParts,
  { tenant }: SignedIn,
  { application, targets }: AdminConsentRequest,
): ResourceScopes[] {
  if (targets.length === 0) return listStaticGrants(parts.world, application, tenant);
  const holder = { tenantId: tenant.id, clientId: application.clientId };
  return findWantedGrants(parts.world, application, tenant, holder, targets).all;
}

/** `.default` and the endpoint without `/v2.0` stand for the whole registration, application permissions included. */
function isStatic({ targets }: AdminConsentRequest): boolean {
  return targets.length === 0 || targets.some((target) => target.permissions === '.default');
}
