import type { SandboxParts } from '../../parts.ts';
import { answerRefusal } from '../answer-refusal.ts';
import type { SendBack } from '../answer-refusal.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import { readForm } from '../form.ts';
import { EntraRefusal } from '../refusal.ts';
import { setBrowserCookie, takeBrowserId } from '../sign-in/browser-cookie.ts';
import { chooseAccount } from '../sign-in/browser-session.ts';
import { continueSignIn } from '../sign-in/continue-sign-in.ts';
import { startFlow } from '../sign-in/sign-in-flow.ts';
import { recordVisit } from '../sign-in/record-visit.ts';
import { answerClient } from './answer-client.ts';
import { readAddressee, readAuthorizeRequest } from './read-authorize-request.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

/**
 * `/{tenant}/oauth2/authorize` and `/{tenant}/oauth2/v2.0/authorize`, by GET or POST (OpenID Connect Core 3.1.2.1): checks the request
 * and begins a sign-in.
 */
export async function authorize(
  parts: SandboxParts,
  request: Request,
  tenant: string,
  version: EndpointVersion,
): Promise<Response> {
  const query = request.method === 'POST' ? await readForm(request) : new URL(request.url).searchParams;
  let sendBack: SendBack | undefined;
  try {
    const addressee = readAddressee(parts, tenant, version, query);
    sendBack = (fields) => answerClient(addressee, fields);
    const authorizeRequest = readAuthorizeRequest(parts, addressee, version, query);
    const response = await beginSignIn(parts, request, authorizeRequest);
    recordVisit(parts, { endpoint: 'authorize', version }, tenant, query);
    return response;
  } catch (error) {
    if (!(error instanceof EntraRefusal)) throw error;
    recordVisit(parts, { endpoint: 'authorize', version }, tenant, query, error);
    return answerRefusal(parts, request, error, sendBack, query.get('prompt') === 'none');
  }
}

async function beginSignIn(
  parts: SandboxParts,
  request: Request,
  authorizeRequest: AuthorizeRequest,
): Promise<Response> {
  const browserId = takeBrowserId(parts, request);
  const flow = startFlow(parts, request, browserId, { kind: 'authorize', request: authorizeRequest });
  chooseAccount(parts, flow, authorizeRequest);
  if (authorizeRequest.prompt === 'none') {
    if (flow.isPicking) throw new EntraRefusal(16000);
    if (flow.session === undefined) throw new EntraRefusal(50058);
  }
  return setBrowserCookie(await continueSignIn(parts, flow), parts.origins, browserId);
}
