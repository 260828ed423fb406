import type { SandboxParts } from '../../parts.ts';
import { isRightTotp } from '../../totp.ts';
import { findUserByLogin } from '../../world/find.ts';
import { EntraRefusal } from '../refusal.ts';
import { listBrowserAccounts, takeOverAccount } from './browser-session.ts';
import { continueSignIn } from './continue-sign-in.ts';
import { recordRefusedSignIn } from './record-sign-in.ts';
import { findFlowTenantId } from './sign-in-flow.ts';
import type { SignInFlow } from './sign-in-flow.ts';

/** Takes the form with the e-mail address. */
export async function submitLogin(
  parts: SandboxParts,
  flow: SignInFlow,
  form: URLSearchParams,
): Promise<Response> {
  const signInName = form.get('login')?.trim() ?? '';
  delete flow.user;
  delete flow.session;
  delete flow.authentication;
  flow.hasGivenCode = false;
  flow.hasPassedChallenge = false;
  if (findUserByLogin(parts.world, signInName, findFlowTenantId(flow)) === undefined) {
    const { segment } = flow.purpose.request;
    const tenantName = segment.kind === 'tenant' ? segment.tenant.name : 'organizations';
    return refuse(parts, flow, new EntraRefusal(50034, { login: signInName, tenantName }), signInName);
  }
  flow.signInName = signInName;
  return continueSignIn(parts, flow);
}

/**
 * Takes the choice on the account picker, if that was shown. Anything that is no account of this browser means another one.
 */
export async function submitAccount(
  parts: SandboxParts,
  flow: SignInFlow,
  form: URLSearchParams,
): Promise<Response> {
  const accounts = flow.isPicking ? listBrowserAccounts(parts, flow.browserId) : [];
  const chosen = accounts.find(({ user }) => user.objectId === form.get('account'));
  flow.isPicking = false;
  if (chosen !== undefined) takeOverAccount(parts, flow, chosen);
  return continueSignIn(parts, flow);
}

/** Takes the form with the password. */
export async function submitPassword(
  parts: SandboxParts,
  flow: SignInFlow,
  form: URLSearchParams,
): Promise<Response> {
  const user = findUserByLogin(parts.world, flow.signInName ?? '', findFlowTenantId(flow));
  if (user === undefined || user.password !== form.get('passwd')) {
    return refuse(parts, flow, new EntraRefusal(50126));
  }
  if (user.passwordExpired === true) throw new EntraRefusal(50055);
  // Whoever gives a password signs in anew: an earlier sign-in might be that of another account of the same name.
  delete flow.session;
  delete flow.authentication;
  flow.user = user;
  return continueSignIn(parts, flow);
}

/** Takes the form with the one-time code. */
export async function submitCode(
  parts: SandboxParts,
  flow: SignInFlow,
  form: URLSearchParams,
): Promise<Response> {
  const { user } = flow;
  if (user?.totpSecret === undefined) return continueSignIn(parts, flow);
  if (!isRightTotp(user.totpSecret, form.get('otc') ?? '', parts.clock.now())) {
    return refuse(parts, flow, new EntraRefusal(500121));
  }
  flow.hasGivenCode = true;
  return continueSignIn(parts, flow);
}

/** Takes the form of an external challenge. */
export async function submitChallenge(parts: SandboxParts, flow: SignInFlow): Promise<Response> {
  flow.hasPassedChallenge = flow.user !== undefined;
  return continueSignIn(parts, flow);
}

function refuse(
  parts: SandboxParts,
  flow: SignInFlow,
  refusal: EntraRefusal,
  signInName?: string,
): Promise<Response> {
  recordRefusedSignIn(parts, flow, refusal, signInName);
  return continueSignIn(parts, flow, refusal);
}
