import type { Tenant, User } from '../../world/types.ts';
import type { AdminConsentRequest } from '../admin-consent/admin-consent-request.ts';
import type { Authentication } from '../authentication.ts';
import type { AuthorizeRequest } from '../authorize/authorize-request.ts';

/** What the sign-in is for. */
export type SignInPurpose =
  | { kind: 'authorize'; request: AuthorizeRequest }
  | { kind: 'admin-consent'; request: AdminConsentRequest };

/** True when the consent is asked of an administrator, for a whole tenant. */
export function isForTenant(purpose: SignInPurpose): boolean {
  return purpose.kind === 'admin-consent' || purpose.request.prompt === 'admin_consent';
}

/** A sign-in under way, held at the server. The browser knows its id, and has the cookie that it belongs to. */
export interface SignInFlow {
  id: string;
  /** The value of the cookie of the browser that began. */
  browserId: string;
  startedAt: number;
  purpose: SignInPurpose;
  /** What was typed as e-mail address. */
  login?: string;
  /** The user whose password was right. */
  user?: User;
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
