import type { SignInRecord } from '../../ledger.ts';
import type { SandboxParts } from '../../parts.ts';
import { findUserByLogin } from '../../world/find.ts';
import { listSignInResources } from '../conditional-access/sign-in-demands.ts';
import type { EntraRefusal } from '../refusal.ts';
import { findFlowTenantId } from './sign-in-flow.ts';
import type { SignedIn, SignInFlow } from './sign-in-flow.ts';
import { logSignIn } from './sign-in-log.ts';
import type { SignInFacts } from './sign-in-log.ts';
import { writeAuthentication } from './write-authentication.ts';

/** Notes in the ledger that every factor was given. */
export function recordSignedIn(
  parts: SandboxParts,
  flow: SignInFlow,
  { user, authentication }: Pick<SignedIn, 'user' | 'authentication'>,
): void {
  record(parts, flow, {
    login: flow.signInName ?? user.userPrincipalName,
    objectId: user.objectId,
    amr: authentication.amr,
    result: 'signed-in',
    codes: [],
  });
  log(parts, flow, { user, evidence: authentication });
}

/**
 * Notes in the ledger that a sign-in was refused.
 *
 * @param signInName what was typed, where the flow did not take it over
 */
export function recordRefusedSignIn(
  parts: SandboxParts,
  flow: SignInFlow,
  refusal: EntraRefusal,
  signInName = flow.signInName ?? '',
): void {
  record(parts, flow, { login: signInName, amr: [], result: 'refused', codes: [refusal.code] });
  const user = flow.user ?? findUserByLogin(parts.world, signInName, findFlowTenantId(flow));
  if (user === undefined) return;
  // What the person had shown so far, if the password was right.
  const evidence = flow.user && (flow.authentication ?? writeAuthentication(parts, flow, flow.user));
  log(parts, flow, { user, code: refusal.code, ...(evidence && { evidence }) });
}

/** Notes a sign-in in the log that the tenant keeps. */
function log(
  parts: SandboxParts,
  flow: SignInFlow,
  what: Pick<SignInFacts, 'user' | 'evidence' | 'code'>,
): void {
  logSignIn(parts, {
    ...what,
    tenantId: findFlowTenantId(flow) ?? what.user.tenantId,
    clientId: flow.purpose.request.application.clientId,
    resources: listSignInResources(flow),
    clientAddress: flow.clientAddress,
    isInteractive: true,
    protocol: flow.purpose.kind === 'device-code' ? 'deviceCode' : 'oAuth2',
  });
}

function record(
  { ledger, clock }: SandboxParts,
  { purpose }: SignInFlow,
  what: Omit<SignInRecord, 'kind' | 'at' | 'tenant'>,
): void {
  ledger.write({ kind: 'sign-in', at: clock.now(), tenant: purpose.request.segment.segment, ...what });
}
