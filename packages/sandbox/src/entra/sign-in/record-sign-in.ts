import type { SignInRecord } from '../../ledger.ts';
import type { SandboxParts } from '../../parts.ts';
import type { EntraRefusal } from '../refusal.ts';
import type { SignedIn, SignInFlow } from './sign-in-flow.ts';

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
}

function record(
  { ledger, clock }: SandboxParts,
  { purpose }: SignInFlow,
  what: Omit<SignInRecord, 'kind' | 'at' | 'tenant'>,
): void {
  ledger.write({ kind: 'sign-in', at: clock.now(), tenant: purpose.request.segment.segment, ...what });
}
