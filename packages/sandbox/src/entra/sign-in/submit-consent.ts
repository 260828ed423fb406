import type { SandboxParts } from '../../parts.ts';
import { recordConsent } from '../../world/consents.ts';
import type { AuthorizeRequest } from '../authorize/authorize-request.ts';
import { acceptTenantConsent, findMissingConsent, mayConsent } from '../consent.ts';
import type { DeviceCodeRequest } from '../device-code/device-code-request.ts';
import { declineDevice } from '../device-code/submit-device.ts';
import { EntraRefusal } from '../refusal.ts';
import { continueSignIn } from './continue-sign-in.ts';
import { getSignedIn, isForTenant } from './sign-in-flow.ts';
import type { SignInFlow, SignedIn } from './sign-in-flow.ts';

/** Takes the decision on a consent page. Anything but Accept is a no. */
export async function submitConsent(
  parts: SandboxParts,
  flow: SignInFlow,
  form: URLSearchParams,
): Promise<Response> {
  const { purpose } = flow;
  const isAccepted = form.get('decision') === 'accept';
  recordDecision(parts, flow, isAccepted);
  if (!isAccepted) {
    if (purpose.kind === 'device-code') return declineDevice(parts, flow, purpose.request);
    parts.entra.flows.delete(flow.id);
    throw new EntraRefusal(65004);
  }
  const signedIn = getSignedIn(parts, flow);
  const { application } = purpose.request;
  if (purpose.kind === 'admin-consent') acceptTenantConsent(parts, signedIn, purpose.request);
  else if (isForTenant(purpose)) acceptTenantConsent(parts, signedIn, { application, targets: [] });
  else acceptUserConsent(parts, signedIn, purpose.request);
  flow.hasConsented = true;
  return continueSignIn(parts, flow);
}

function acceptUserConsent(
  parts: SandboxParts,
  signedIn: SignedIn,
  request: AuthorizeRequest | DeviceCodeRequest,
): void {
  const wanted = findMissingConsent(parts, signedIn, request);
  if (mayConsent(parts, signedIn, wanted)) recordConsent(parts.world, wanted.holder, wanted.missing);
}

function recordDecision(parts: SandboxParts, flow: SignInFlow, isAccepted: boolean): void {
  const { user, tenant } = getSignedIn(parts, flow);
  parts.ledger.write({
    kind: 'consent',
    at: parts.clock.now(),
    tenantId: tenant.id,
    clientId: flow.purpose.request.application.clientId,
    consentKind: isForTenant(flow.purpose) ? 'admin' : 'user',
    objectId: user.objectId,
    decision: isAccepted ? 'accepted' : 'declined',
  });
}
