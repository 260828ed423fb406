import type { SandboxParts } from '../../parts.ts';
import { findTenant } from '../../world/find.ts';
import type { Tenant, User } from '../../world/types.ts';
import { continueAdminConsent } from '../admin-consent/continue-admin-consent.ts';
import { continueAuthorize } from '../authorize/continue-authorize.ts';
import { continueDeviceCode } from '../device-code/continue-device-code.ts';
import { issuerV2 } from '../issuers.ts';
import type { Authentication } from '../authentication.ts';
import { findAccessGap } from '../conditional-access/find-access-gap.ts';
import type { Demands } from '../conditional-access/find-demands.ts';
import { findSignInDemands } from '../conditional-access/sign-in-demands.ts';
import { accountPickerPage } from '../pages/account-picker-page.ts';
import { challengePage } from '../pages/challenge-page.ts';
import { codePage } from '../pages/code-page.ts';
import { loginPage } from '../pages/login-page.ts';
import { passwordPage } from '../pages/password-page.ts';
import { EntraRefusal } from '../refusal.ts';
import { listBrowserAccounts, rememberApplication, rememberSignIn } from './browser-session.ts';
import { isFederated, needsCode } from './factors.ts';
import { findFlowTenantId } from './flow.ts';
import type { SignInFlow } from './sign-in-flow.ts';
import { writeAuthentication } from './write-authentication.ts';

/**
 * Answers with the next page of a sign-in, or with its outcome when nothing is left to ask.
 * The order: account, address, password, one-time code, external challenge, then what the sign-in is for.
 *
 * @param problem what was wrong with the last form, to be shown on the page
 */
export async function continueSignIn(
  parts: SandboxParts,
  flow: SignInFlow,
  problem?: EntraRefusal,
): Promise<Response> {
  if (flow.isPicking) return accountPickerPage(flow, listBrowserAccounts(parts, flow.browserId));
  if (flow.login === undefined) return loginPage(flow, problem);
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
 * @throws EntraRefusal 53003 blocked, 530003 no compliant device, 50079 MFA that the user cannot show
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
  if (gap === 'blocked') throw new EntraRefusal(53003);
  if (gap === 'no-compliant-device') throw new EntraRefusal(530003);
  const lacksMfa = gap === 'mfa-missing' || gap === 'mfa-expired';
  if (lacksMfa && user.totpSecret === undefined) throw new EntraRefusal(50079);
  if (flow.authentication !== undefined) return undefined;
  const wasAtProvider = flow.session !== undefined && isFederated(parts.world, user);
  const hasCode = flow.hasGivenCode || wasAtProvider || (authentication.mfaAt !== undefined && !lacksMfa);
  if (!hasCode && (lacksMfa || needsCode(parts.world, flow, user, tenant))) {
    return codePage(flow, isFederated(parts.world, user), problem);
  }
  // The code went to an identity provider that does not tell of it.
  if (lacksMfa) throw new EntraRefusal(50079);
  if (gap === 'challenge-missing') return challengePage(flow);
  completeAuthentication(parts, flow, user, authentication);
  return undefined;
}

/** Notes that every factor was given, and remembers the browser. */
function completeAuthentication(
  parts: SandboxParts,
  flow: SignInFlow,
  user: User,
  authentication: Authentication,
): void {
  flow.authentication = authentication;
  rememberSignIn(parts, flow, authentication);
  parts.ledger.write({
    kind: 'sign-in',
    at: parts.clock.now(),
    tenant: flow.purpose.request.segment.segment,
    login: flow.login ?? user.userPrincipalName,
    objectId: user.objectId,
    amr: authentication.amr,
    result: 'signed-in',
    codes: [],
  });
}

/** @throws EntraRefusal 50057 disabled account, 50020 no such user in the tenant */
function getSignInTenant(
  parts: SandboxParts,
  flow: SignInFlow,
  user: User,
): { tenant: Tenant; demands: Demands } {
  if (user.state === 'disabled') throw new EntraRefusal(50057);
  const tenantId = findFlowTenantId(flow) ?? user.tenantId;
  const tenant = findTenant(parts.world, tenantId);
  const demands = tenant && findSignInDemands(parts, flow, user, tenant);
  if (tenant !== undefined && demands !== undefined) return { tenant, demands };
  throw new EntraRefusal(50020, {
    login: user.userPrincipalName,
    issuer: issuerV2(parts, user.tenantId),
    tenantName: tenant?.name ?? tenantId,
    clientId: flow.purpose.request.application.clientId,
  });
}
