import type { SandboxParts } from '../../parts.ts';
import { findTenant, findUser } from '../../world/find.ts';
import { findPresence } from '../../world/presence.ts';
import type { User } from '../../world/types.ts';
import type { Authentication } from '../authentication.ts';
import type { AuthorizeRequest } from '../authorize/authorize-request.ts';
import { findAccessGap } from '../conditional-access/find-access-gap.ts';
import { findSignInDemands } from '../conditional-access/sign-in-demands.ts';
import { remember } from '../forget.ts';
import { isRevoked } from '../revocation.ts';
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
  const accounts = [...others, authentication];
  const remembered = { accounts, clientIds: session?.clientIds ?? [] };
  remember(parts.entra.browserSessions, flow.browserId, remembered, () => false);
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
 * Looks for an earlier sign-in of the browser: takes over the only account, or the one that is hinted at, if it will do; where it
 * could be several, or the application says so, the person will be asked.
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
  else if (first !== undefined && willDo(parts, flow, first)) takeOverAccount(parts, flow, first);
}

/** True when the name is one of the user's. */
function isNamed({ userPrincipalName, mail }: User, signInName: string): boolean {
  return [userPrincipalName, mail].some((name) => name?.toLowerCase() === signInName.toLowerCase());
}

/**
 * Takes over an earlier sign-in, if it will do; if not, its account must show itself anew. What else is missing, such as MFA, is
 * asked for as ever.
 */
export function takeOverAccount(parts: SandboxParts, flow: SignInFlow, account: BrowserAccount): void {
  const { user, authentication } = account;
  flow.signInName = user.mail ?? user.userPrincipalName;
  if (!willDo(parts, flow, account)) return;
  flow.user = user;
  flow.session = authentication;
}

/** True for the sign-in of somebody who belongs to the tenant, and not too old for its policies. */
function willDo(parts: SandboxParts, flow: SignInFlow, { user, authentication }: BrowserAccount): boolean {
  const { segment } = flow.purpose.request;
  const tenantId = segment.kind === 'tenant' ? segment.tenant.id : user.tenantId;
  const tenant = findTenant(parts.world, tenantId);
  const presence = findPresence(parts, user, tenantId);
  if (tenant === undefined || presence === undefined) return false;
  const demands = findSignInDemands(parts.world, flow, { user, tenant, presence });
  return findAccessGap(demands, authentication, parts.clock.now()) !== 'sign-in-too-old';
}
