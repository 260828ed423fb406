import type { SandboxParts } from '../../parts.ts';
import { findMissingConsent, mayConsent } from '../consent.ts';
import { assertMayUse } from '../get-client.ts';
import { confirmDevicePage } from '../pages/confirm-device-page.ts';
import { consentPage } from '../pages/consent-page.ts';
import { needAdministratorPage } from '../pages/need-administrator-page.ts';
import { getSignedIn } from '../sign-in/sign-in-flow.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import type { DeviceCodeRequest } from './device-code-request.ts';

/** After the sign-in for a device: asks for consent if that is needed, then whether it was this person who began. */
export function continueDeviceCode(
  parts: SandboxParts,
  flow: SignInFlow,
  request: DeviceCodeRequest,
): Response {
  const signedIn = getSignedIn(parts, flow);
  assertMayUse(parts.world, request.application, signedIn.tenant, signedIn.user);
  const wanted = findMissingConsent(parts, signedIn, request);
  if (wanted.missing.length === 0) return confirmDevicePage(flow, signedIn);
  if (!mayConsent(parts, signedIn, wanted)) return needAdministratorPage(flow, signedIn);
  return consentPage(parts.world, flow, signedIn, wanted.missing);
}
