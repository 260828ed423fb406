import type { SandboxParts } from '../../parts.ts';
import { answerRefusal } from '../answer-refusal.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import { EntraRefusal } from '../refusal.ts';
import { setBrowserCookie, takeBrowserId } from '../sign-in/browser-cookie.ts';
import { continueSignIn } from '../sign-in/continue-sign-in.ts';
import { startFlow } from '../sign-in/sign-in-flow.ts';
import { recordVisit } from '../sign-in/record-visit.ts';
import { readAdminConsentRequest } from './read-admin-consent-request.ts';

/**
 * `GET /{tenant}/v2.0/adminconsent` and `GET /{tenant}/adminconsent`: begins the sign-in of an administrator.
 * A request that is not good is refused on Entra's own page.
 */
export async function adminConsent(
  parts: SandboxParts,
  request: Request,
  tenant: string,
  version: EndpointVersion,
): Promise<Response> {
  const query = new URL(request.url).searchParams;
  try {
    const adminRequest = readAdminConsentRequest(parts, tenant, version, query);
    const browserId = takeBrowserId(parts, request);
    const flow = startFlow(parts, request, browserId, { kind: 'admin-consent', request: adminRequest });
    recordVisit(parts, { endpoint: 'adminconsent', version }, tenant, query);
    return setBrowserCookie(await continueSignIn(parts, flow), parts.origins, browserId);
  } catch (error) {
    if (!(error instanceof EntraRefusal)) throw error;
    recordVisit(parts, { endpoint: 'adminconsent', version }, tenant, query, error);
    return answerRefusal(parts, request, error);
  }
}
