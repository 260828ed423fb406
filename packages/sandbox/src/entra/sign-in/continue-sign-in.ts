import { randomUUID } from 'node:crypto';
import type { SandboxParts } from '../../parts.ts';
import { findTenant, findUser } from '../../world/find.ts';
import { findPresence } from '../../world/presence.ts';
import type { Tenant, User } from '../../world/types.ts';
import { continueAdminConsent } from '../admin-consent/continue-admin-consent.ts';
import type { AuthorizeRequest } from '../authorize/authorize-request.ts';
import { continueAuthorize } from '../authorize/continue-authorize.ts';
import { issuerV2 } from '../issuers.ts';
import { codePage } from '../pages/code-page.ts';
import { loginPage } from '../pages/login-page.ts';
import { passwordPage } from '../pages/password-page.ts';
import { EntraRefusal } from '../refusal.ts';
import { findFlowTenantId } from './flow.ts';
import type { SignInFlow } from './sign-in-flow.ts';

/**
 * Answers with the next page of a sign-in, or with its outcome when nothing is left to ask.
 * The order: address, password, one-time code, then what the sign-in is for.
 *
 * @param problem what was wrong with the last form, to be shown on the page
 */
export async function continueSignIn(
  parts: SandboxParts,
  flow: SignInFlow,
  problem?: EntraRefusal,
): Promise<Response> {
  if (flow.login === undefined) return loginPage(flow, problem);
  if (flow.user === undefined) return passwordPage(flow, problem);
  const tenant = getSignInTenant(parts, flow, flow.user);
  if (flow.authentication === undefined) {
    if (needsCode(flow, flow.user, tenant)) return codePage(flow, problem);
    completeAuthentication(parts, flow, flow.user, ['pwd']);
  }
  const { purpose } = flow;
  if (purpose.kind === 'authorize') return continueAuthorize(parts, flow, purpose.request);
  return continueAdminConsent(parts, flow, purpose.request);
}

/** Notes that every factor was given, and remembers the browser. */
export function completeAuthentication(
  parts: SandboxParts,
  flow: SignInFlow,
  user: User,
  amr: string[],
): void {
  const authentication = { userObjectId: user.objectId, amr, at: parts.clock.now(), sessionId: randomUUID() };
  flow.authentication = authentication;
  parts.entra.browserSessions.set(flow.browserId, authentication);
  parts.ledger.write({
    kind: 'sign-in',
    at: authentication.at,
    tenant: flow.purpose.request.segment.segment,
    login: flow.login ?? user.userPrincipalName,
    objectId: user.objectId,
    amr,
    result: 'signed-in',
    codes: [],
  });
}

/**
 * Takes over the browser's earlier sign-in, if there is one that will do: the same account as hinted, a tenant where it
 * belongs, and MFA if MFA is needed.
 */
export function reuseBrowserSession(parts: SandboxParts, flow: SignInFlow, loginHint?: string): boolean {
  const session = parts.entra.browserSessions.get(flow.browserId);
  const user = session === undefined ? undefined : findUser(parts.world, session.userObjectId);
  if (session === undefined || user === undefined || user.state !== 'active') return false;
  if (loginHint !== undefined && ![user.userPrincipalName, user.mail].includes(loginHint)) return false;
  const { segment } = flow.purpose.request;
  const tenantId = segment.kind === 'tenant' ? segment.tenant.id : user.tenantId;
  const tenant = findTenant(parts.world, tenantId);
  if (tenant === undefined || findPresence(parts.world, user, tenantId) === undefined) return false;
  flow.login = user.userPrincipalName;
  flow.user = user;
  if (session.amr.includes('mfa') || !needsCode(flow, user, tenant)) flow.authentication = session;
  return true;
}

/** @throws EntraRefusal 50057 disabled account, 50020 no such user in the tenant, 50079 MFA needed but never registered */
function getSignInTenant(parts: SandboxParts, flow: SignInFlow, user: User): Tenant {
  if (user.state === 'disabled') throw new EntraRefusal(50057);
  const tenantId = findFlowTenantId(flow) ?? user.tenantId;
  const tenant = findTenant(parts.world, tenantId);
  if (tenant === undefined || findPresence(parts.world, user, tenantId) === undefined) {
    throw new EntraRefusal(50020, {
      login: user.userPrincipalName,
      issuer: issuerV2(parts, user.tenantId),
      tenantName: tenant?.name ?? tenantId,
      clientId: flow.purpose.request.application.clientId,
    });
  }
  if (isMfaRequired(flow, tenant) && user.totpSecret === undefined) throw new EntraRefusal(50079);
  return tenant;
}

function needsCode(flow: SignInFlow, user: User, tenant: Tenant): boolean {
  if (user.totpSecret === undefined) return false;
  if (tenant.mfa === 'when-registered' || isMfaRequired(flow, tenant)) return true;
  return flow.purpose.kind === 'authorize' && flow.purpose.request.asksForMfa;
}

/** A policy protects resources: a v1 sign-in that names none does not meet it, and the token request will. */
function isMfaRequired({ purpose }: SignInFlow, tenant: Tenant): boolean {
  if (tenant.mfa !== 'required') return false;
  return purpose.kind !== 'authorize' || purpose.request.version === 'v2' || hasTarget(purpose.request);
}

function hasTarget({ scopes }: AuthorizeRequest): boolean {
  return scopes.targets.length > 0;
}
