import type { SandboxParts } from '../../parts.ts';
import { isConsentAdministrator, listTenantGrants } from '../consent.ts';
import { consentPage } from '../pages/consent-page.ts';
import { needAdministratorPage } from '../pages/need-administrator-page.ts';
import { getSignedIn } from '../sign-in/sign-in-flow.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
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
  const grants = listTenantGrants(parts, signedIn, request);
  if (!flow.hasConsented) return consentPage(parts.world, flow, signedIn, grants);
  parts.entra.flows.delete(flow.id);
  return answerAdminConsent(request, {
    tenant: signedIn.tenant.id,
    ...(request.scope === undefined ? {} : { scope: request.scope }),
  });
}
