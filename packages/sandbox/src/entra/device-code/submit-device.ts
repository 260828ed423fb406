import type { SandboxParts } from '../../parts.ts';
import { findMissingConsent } from '../consent.ts';
import { assertMayUse } from '../get-client.ts';
import { deviceEndPage } from '../pages/device-end-page.ts';
import { EntraRefusal } from '../refusal.ts';
import { continueSignIn } from '../sign-in/continue-sign-in.ts';
import { getSignedIn } from '../sign-in/sign-in-flow.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import { isExpired } from './device-code-request.ts';
import type { DeviceCodeRequest } from './device-code-request.ts';

/**
 * Takes the last word on a device: anything but Continue is a no.
 *
 * @throws EntraRefusal 70018 somebody answered already, 70019 too old, 7000112 and 50105 not for this user
 */
export async function submitDevice(
  parts: SandboxParts,
  flow: SignInFlow,
  form: URLSearchParams,
): Promise<Response> {
  const { purpose } = flow;
  if (purpose.kind !== 'device-code') throw new EntraRefusal(50089);
  const { request } = purpose;
  if (form.get('confirm') !== 'continue') return declineDevice(parts, flow, request);
  const signedIn = getSignedIn(parts, flow);
  assertMayUse(parts.world, request.application, signedIn.tenant, signedIn.user);
  if (findMissingConsent(parts, signedIn, request).missing.length > 0) return continueSignIn(parts, flow);
  assertPending(parts, request);
  const { authentication, tenant } = signedIn;
  request.outcome = { kind: 'approved', authentication, tenantId: tenant.id };
  parts.entra.flows.delete(flow.id);
  return deviceEndPage(request.application, true);
}

/** Ends the wait of a device with a no. */
export function declineDevice(parts: SandboxParts, flow: SignInFlow, request: DeviceCodeRequest): Response {
  assertPending(parts, request);
  request.outcome = { kind: 'declined' };
  parts.entra.flows.delete(flow.id);
  return deviceEndPage(request.application, false);
}

function assertPending(parts: SandboxParts, request: DeviceCodeRequest): void {
  if (request.outcome.kind !== 'pending') throw new EntraRefusal(70018);
  if (isExpired(request, parts.clock.now())) throw new EntraRefusal(70019);
}
