import type { SandboxParts } from '../../parts.ts';
import { findTenant } from '../../world/find.ts';
import { GRAPH } from '../../world/resources.ts';
import type { Tenant, User } from '../../world/types.ts';
import { findResourceByUri } from '../../world/world-resources.ts';
import { continueAdminConsent } from '../admin-consent/continue-admin-consent.ts';
import { continueAuthorize } from '../authorize/continue-authorize.ts';
import { continueDeviceCode } from '../device-code/continue-device-code.ts';
import type { Authentication } from '../authentication.ts';
import { findAccessGap } from '../conditional-access/find-access-gap.ts';
import type { AccessGap } from '../conditional-access/find-access-gap.ts';
import type { Demands } from '../conditional-access/find-demands.ts';
import { findSignInDemands, listSignInResources } from '../conditional-access/sign-in-demands.ts';
import { getPresence } from '../get-presence.ts';
import { accountPickerPage } from '../pages/account-picker-page.ts';
import { challengePage } from '../pages/challenge-page.ts';
import { codePage } from '../pages/code-page.ts';
import { loginPage } from '../pages/login-page.ts';
import { passwordPage } from '../pages/password-page.ts';
import { EntraRefusal } from '../refusal.ts';
import { listBrowserAccounts, rememberApplication, rememberSignIn } from './browser-session.ts';
import { isCodeElsewhere, isMfaUnseen, needsCode } from './factors.ts';
import { recordSignedIn } from './record-sign-in.ts';
import { findFlowTenantId, isSilent } from './sign-in-flow.ts';
import type { SignInFlow } from './sign-in-flow.ts';
import { writeAuthentication } from './write-authentication.ts';

/**
 * Answers with the next page of a sign-in, or with its outcome when nothing is left to ask.
 * The order: account, sign-in name, password, one-time code, external challenge, then what the sign-in is for.
 *
 * @param problem what was wrong with the last form, to be shown on the page
 */
export async function continueSignIn(
  parts: SandboxParts,
  flow: SignInFlow,
  problem?: EntraRefusal,
): Promise<Response> {
  if (flow.isPicking) return accountPickerPage(flow, listBrowserAccounts(parts, flow.browserId));
  if (flow.signInName === undefined) return loginPage(flow, problem);
  if (flow.user === undefined) return passwordPage(flow, problem);
  const { tenant, demands } = getSignInTenant(parts, flow, flow.user);
  const factorPage = completeFactors(parts, flow, flow.user, tenant, demands, problem);
  if (factorPage !== undefined) return factorPage;
  rememberApplication(parts, flow);
  const { purpose } = flow;
  if (purpose.kind === 'authorize') return continueAuthorize(parts, flow, purpose.request);
  if (purpose.kind === 'device-code') return continueDeviceCode(parts, flow, purpose.request);
  return continueAdminConsent(parts, flow, purpose.request);
}

/**
 * Asks for what is still to be shown, by the demands of the tenant.
 *
 * @returns the page that asks, or undefined when nothing is missing
 * @throws EntraRefusal 53003 blocked, 530003 no compliant device, 53002 no approved application, 50079 MFA that the user cannot show; for a silent
 * request what {@link refuseSilently} says
 */
function completeFactors(
  parts: SandboxParts,
  flow: SignInFlow,
  user: User,
  tenant: Tenant,
  demands: Demands,
  problem?: EntraRefusal,
): Response | undefined {
  const authentication = flow.authentication ?? writeAuthentication(parts, flow, user);
  const gap = findAccessGap(demands, authentication, parts.clock.now());
  const lacksMfa = gap === 'mfa-missing' || gap === 'mfa-expired';
  const wasAtProvider = flow.session !== undefined && isMfaUnseen(parts.world, user);
  const hasCode = flow.hasGivenCode || wasAtProvider || (authentication.mfaAt !== undefined && !lacksMfa);
  const wantsCode = !hasCode && (lacksMfa || needsCode(parts.world, flow, user, tenant));
  if (isSilent(flow.purpose) && (gap !== undefined || wantsCode))
    throw refuseSilently(parts, flow, user, gap);
  if (gap === 'blocked') throw new EntraRefusal(53003);
  if (gap === 'no-compliant-device') throw new EntraRefusal(530003);
  if (gap === 'no-approved-application') throw new EntraRefusal(53002);
  if (lacksMfa && user.totpSecret === undefined) throw new EntraRefusal(50079);
  if (flow.authentication !== undefined) return undefined;
  if (wantsCode) return codePage(flow, isCodeElsewhere(parts.world, user), problem);
  // The code went to an identity provider that does not tell of it.
  if (lacksMfa) throw new EntraRefusal(50079);
  if (gap === 'challenge-missing') return challengePage(flow);
  completeAuthentication(parts, flow, user, authentication);
  return undefined;
}

/** Notes that every factor was given, and remembers the browser. Where its earlier sign-in was enough, there is nothing to note. */
function completeAuthentication(
  parts: SandboxParts,
  flow: SignInFlow,
  user: User,
  authentication: Authentication,
): void {
  const { session, hasGivenCode, hasPassedChallenge } = flow;
  if (session !== undefined && !hasGivenCode && !hasPassedChallenge) {
    flow.authentication = session;
    return;
  }
  flow.authentication = authentication;
  rememberSignIn(parts, flow, authentication);
  recordSignedIn(parts, flow, { user, authentication });
}

/**
 * A request that may show no page is told what stands in the way: 53003, 530003, 53002 and 50158 of the policies, 50079 and 50076 of MFA.
 * The numbers are guesses (2026-11): Microsoft documents `interaction_required`, and no number.
 */
function refuseSilently(
  parts: SandboxParts,
  flow: SignInFlow,
  user: User,
  gap: AccessGap | undefined,
): EntraRefusal {
  if (gap === 'blocked') return new EntraRefusal(53003);
  if (gap === 'no-compliant-device') return new EntraRefusal(530003);
  if (gap === 'no-approved-application') return new EntraRefusal(53002);
  if (gap === 'challenge-missing') return new EntraRefusal(50158);
  if (gap === 'sign-in-too-old') return new EntraRefusal(50058);
  if (user.totpSecret === undefined || isMfaUnseen(parts.world, user)) return new EntraRefusal(50079);
  const [uri = GRAPH] = listSignInResources(flow);
  return new EntraRefusal(50076, { resourceId: findResourceByUri(parts.world, uri)?.appId ?? uri });
}

/** @throws EntraRefusal 50057 disabled account, 90002 no such tenant, 50020 no such user in the tenant */
function getSignInTenant(
  parts: SandboxParts,
  flow: SignInFlow,
  user: User,
): { tenant: Tenant; demands: Demands } {
  if (user.state === 'disabled') throw new EntraRefusal(50057);
  const tenantId = findFlowTenantId(flow) ?? user.tenantId;
  const tenant = findTenant(parts.world, tenantId);
  if (tenant === undefined) throw new EntraRefusal(90002, { tenant: tenantId });
  const presence = getPresence(parts, user, tenant, flow.purpose.request.application);
  return { tenant, demands: findSignInDemands(parts.world, flow, { user, tenant, presence }) };
}
