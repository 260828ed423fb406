import { createOpaqueToken, fingerprint } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { findMissingConsent, isConsentAdministrator, listTenantGrants, mayConsent } from '../consent.ts';
import { USED_CODE_LIFE_MS, remember } from '../forget.ts';
import { assertMayUse } from '../get-client.ts';
import { getPresence } from '../get-presence.ts';
import { consentPage } from '../pages/consent-page.ts';
import { needAdministratorPage } from '../pages/need-administrator-page.ts';
import { EntraRefusal } from '../refusal.ts';
import { getSignedIn } from '../sign-in/sign-in-flow.ts';
import type { SignInFlow, SignedIn } from '../sign-in/sign-in-flow.ts';
import type { CodeRecord } from '../state.ts';
import { writeClientInfo } from '../token/client-info.ts';
import { issueIdToken } from '../token/id-token.ts';
import { answerClient } from './answer-client.ts';
import { asksForTenant } from './authorize-request.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

/** After the sign-in of an authorize request: asks for consent if that is needed, else hands out a code. */
export async function continueAuthorize(
  parts: SandboxParts,
  flow: SignInFlow,
  request: AuthorizeRequest,
): Promise<Response> {
  const signedIn = getSignedIn(parts, flow);
  assertMayUse(parts.world, request.application, signedIn.tenant, signedIn.user);
  if (asksForTenant(request) && !flow.hasConsented) {
    if (!isConsentAdministrator(parts, signedIn)) return needAdministratorPage(flow, signedIn);
    const everything = listTenantGrants(parts, signedIn, { application: request.application, targets: [] });
    return consentPage(parts.world, flow, signedIn, everything);
  }
  const wanted = findMissingConsent(parts, signedIn, request);
  const mustAsk = wanted.missing.length > 0 || (request.prompt === 'consent' && !flow.hasConsented);
  if (!mustAsk) return issueCode(parts, flow, signedIn, request);
  if (request.prompt === 'none') {
    const { clientId, displayName } = request.application;
    throw new EntraRefusal(65001, { clientId, displayName });
  }
  if (!mayConsent(parts, signedIn, wanted)) return needAdministratorPage(flow, signedIn);
  const shown = request.prompt === 'consent' ? wanted.all : wanted.missing;
  return consentPage(parts.world, flow, signedIn, shown);
}

async function issueCode(
  parts: SandboxParts,
  flow: SignInFlow,
  signedIn: SignedIn,
  request: AuthorizeRequest,
): Promise<Response> {
  const code = request.wantsCode ? rememberCode(parts, signedIn, request) : undefined;
  parts.entra.flows.delete(flow.id);
  return answerClient(request, {
    ...(code === undefined ? {} : { code }),
    ...(request.wantsIdToken ? { id_token: await issueFrontIdToken(parts, signedIn, request, code) } : {}),
    ...(asksForTenant(request) ? { admin_consent: 'True' } : {}),
    ...(request.wantsClientInfo ? { client_info: writeClientInfo(signedIn.user) } : {}),
    session_state: signedIn.authentication.sessionId,
  });
}

function rememberCode(
  parts: SandboxParts,
  { tenant, authentication }: SignedIn,
  request: AuthorizeRequest,
): string {
  const code = createOpaqueToken('1.');
  const issuedAt = parts.clock.now();
  const record = { request, authentication, tenantId: tenant.id, issuedAt, isRedeemed: false };
  const isUseless = (old: CodeRecord): boolean => issuedAt - old.issuedAt > USED_CODE_LIFE_MS;
  remember(parts.entra.codes, fingerprint(code), record, isUseless);
  return code;
}

/** The id_token of the hybrid flow, or of a sign-in alone. It is always signed, and bound to the code, if there is one, by `c_hash`. */
async function issueFrontIdToken(
  parts: SandboxParts,
  { user, tenant, authentication }: SignedIn,
  { application, nonce, version, authenticationContext }: AuthorizeRequest,
  code: string | undefined,
): Promise<string> {
  return issueIdToken(parts, {
    subject: { user, tenant, presence: getPresence(parts, user, tenant, application) },
    application,
    authentication,
    version,
    ...(nonce === undefined ? {} : { nonce }),
    ...(authenticationContext === undefined ? {} : { authenticationContext }),
    ...(code === undefined ? {} : { code }),
    channel: 'browser',
  });
}
