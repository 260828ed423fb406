import type { Tenant, User } from '../../world/types.ts';
import type { AdminConsentRequest } from '../admin-consent/admin-consent-request.ts';
import type { Authentication } from '../authentication.ts';
import { asksForTenant } from '../authorize/authorize-request.ts';
import type { AuthorizeRequest } from '../authorize/authorize-request.ts';
import type { DeviceCodeRequest } from '../device-code/device-code-request.ts';

/** What the sign-in is for. */
export type SignInPurpose =
  | { kind: 'authorize'; request: AuthorizeRequest }
  | { kind: 'admin-consent'; request: AdminConsentRequest }
  | { kind: 'device-code'; request: DeviceCodeRequest };

/** True when the consent is asked of an administrator, for a whole tenant. */
export function isForTenant(purpose: SignInPurpose): boolean {
  if (purpose.kind === 'device-code') return false;
  return purpose.kind === 'admin-consent' || asksForTenant(purpose.request);
}

/** A sign-in under way, held at the server. The browser knows its id, and has the cookie that it belongs to. */
export interface SignInFlow {
  id: string;
  /** The value of the cookie of the browser that began. */
  browserId: string;
  startedAt: number;
  purpose: SignInPurpose;
  /** The address that the browser comes from. */
  address: string;
  /** True as long as the person has to say which of the browser's accounts it shall be. */
  isPicking: boolean;
  /** What was typed as e-mail address. */
  login?: string;
  /** The user whose password was right. */
  user?: User;
  /** The browser's earlier sign-in of the same user, which lacks something. */
  session?: Authentication;
  /** True once the right one-time code was typed. */
  hasGivenCode: boolean;
  /** True once the person passed an external challenge. */
  hasPassedChallenge: boolean;
  /** Set when every factor that is needed was given. */
  authentication?: Authentication;
  /** True once the user pressed Accept. */
  hasConsented: boolean;
}

/** Who signed in, and to which tenant. */
export interface SignedIn {
  user: User;
  tenant: Tenant;
  authentication: Authentication;
}
