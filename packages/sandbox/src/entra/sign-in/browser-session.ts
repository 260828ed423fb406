import type { SandboxParts } from '../../parts.ts';
import { findTenant, findUser } from '../../world/find.ts';
import type { User } from '../../world/types.ts';
import type { Authentication } from '../authentication.ts';
import type { AuthorizeRequest } from '../authorize/authorize-request.ts';
import { findAccessGap } from '../conditional-access/find-access-gap.ts';
import { findSignInDemands } from '../conditional-access/sign-in-demands.ts';
import { isRevoked } from '../revocation.ts';
import { isFederated, needsCode } from './factors.ts';
import type { SignInFlow } from './sign-in-flow.ts';

/** An account that is signed in to a browser. */
export interface BrowserAccount {
  user: User;
  authentication: Authentication;
}

/** Keeps a sign-in for the browser, beside those of other accounts. */
export function rememberSignIn(parts: SandboxParts, flow: SignInFlow, authentication: Authentication): void {
  const session = parts.entra.browserSessions.get(flow.browserId);
  const others = (session?.accounts ?? []).filter(
    (account) => account.userObjectId !== authentication.userObjectId,
  );
  parts.entra.browserSessions.set(flow.browserId, {
    accounts: [...others, authentication],
    clientIds: session?.clientIds ?? [],
  });
}

/** Keeps in mind which application the browser signed in to. */
export function rememberApplication(parts: SandboxParts, flow: SignInFlow): void {
  const session = parts.entra.browserSessions.get(flow.browserId);
  const { clientId } = flow.purpose.request.application;
  if (session !== undefined && !session.clientIds.includes(clientId)) session.clientIds.push(clientId);
}

/** The accounts of a browser that can be signed in with, the oldest sign-in first. */
export function listBrowserAccounts(parts: SandboxParts, browserId: string): BrowserAccount[] {
  const accounts = parts.entra.browserSessions.get(browserId)?.accounts ?? [];
  return accounts.flatMap((authentication) => {
    const user = findUser(parts.world, authentication.userObjectId);
    if (user === undefined || user.state !== 'active') return [];
    return isRevoked(parts.world, user, authentication.at) ? [] : [{ user, authentication }];
  });
}

/**
 * Looks for an earlier sign-in of the browser: takes over the only account, or the one that is hinted at; where it could be
 * several, or the application says so, the person will be asked.
 */
export function chooseAccount(
  parts: SandboxParts,
  flow: SignInFlow,
  { prompt, loginHint }: Pick<AuthorizeRequest, 'prompt' | 'loginHint'> = {},
): void {
  const accounts = listBrowserAccounts(parts, flow.browserId);
  if (prompt === 'login' || accounts.length === 0) return;
  const fitting = accounts.filter(({ user }) => loginHint === undefined || isNamed(user, loginHint));
  const [first] = fitting;
  if (prompt === 'select_account' || fitting.length > 1) flow.isPicking = true;
  else if (first !== undefined) takeOverAccount(parts, flow, first);
}

/** True when the address is one of the user's. */
function isNamed({ userPrincipalName, mail }: User, login: string): boolean {
  return [userPrincipalName, mail].some((name) => name?.toLowerCase() === login.toLowerCase());
}

/**
 * Takes over an earlier sign-in, if it will do: a tenant where the user belongs, and not too old for its policies. What else is
 * missing, such as MFA, is asked for as ever.
 */
export function takeOverAccount(
  parts: SandboxParts,
  flow: SignInFlow,
  { user, authentication }: BrowserAccount,
): void {
  const { segment } = flow.purpose.request;
  const tenantId = segment.kind === 'tenant' ? segment.tenant.id : user.tenantId;
  const tenant = findTenant(parts.world, tenantId);
  const demands = tenant && findSignInDemands(parts, flow, user, tenant);
  if (tenant === undefined || demands === undefined) return;
  const gap = findAccessGap(demands, authentication, parts.clock.now());
  if (gap === 'sign-in-too-old') return;
  flow.login = user.userPrincipalName;
  flow.user = user;
  const isEnough = authentication.amr.includes('mfa') || isFederated(parts.world, user);
  const isComplete = gap === undefined && (isEnough || !needsCode(parts.world, flow, user, tenant));
  if (isComplete) flow.authentication = authentication;
  else flow.session = authentication;
}
