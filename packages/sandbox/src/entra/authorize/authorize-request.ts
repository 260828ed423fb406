import type { Application } from '../../world/types.ts';
import type { ScopeRequest } from '../scopes.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import type { Platform } from '../platforms.ts';
import type { TenantSegment } from '../tenant-segment.ts';

/** An authorize request, before and after it is known to be good. */
export interface AuthorizeRequest extends AuthorizeAddressee {
  scopes: ScopeRequest;
  version: EndpointVersion;
  /** Hybrid, or a sign-in alone: an id_token comes by way of the browser. */
  wantsIdToken: boolean;
  /** False for a sign-in alone. */
  wantsCode: boolean;
  /** The authentication context that the id_token is asked to tell of, such as `c1`. */
  authenticationContext?: string;
  codeChallenge?: { value: string; method: 'plain' | 'S256' };
  nonce?: string;
  prompt?: Prompt;
  loginHint?: string;
  /** The client asks for the ids of the user at home, as `client_info`. */
  wantsClientInfo: boolean;
  /** The application asks for MFA: by `amr_values`, or by a claims challenge for the access token. */
  asksForMfa: boolean;
}

/** Where the answer goes. Once this much is known, refusals may be redirected. */
export interface AuthorizeAddressee {
  segment: TenantSegment;
  application: Application;
  redirectUri: string;
  /** False when the request left the redirect URI out, as v1 allows; then the redemption of the code may leave it out too. */
  namesRedirectUri: boolean;
  /** The platform that the redirect URI is registered for. */
  platform: Platform;
  responseMode: ResponseMode;
  state?: string;
}

/**
 * True when everything on the registration is asked for, of an administrator for the whole tenant. v1 has two ways to say so:
 * `prompt=admin_consent`, and the consent link of an application with application permissions, `prompt=consent` without a resource.
 */
export function asksForTenant({ version, prompt, scopes, application }: AuthorizeRequest): boolean {
  if (prompt === 'admin_consent') return true;
  const isConsentLink = version === 'v1' && prompt === 'consent' && scopes.targets.length === 0;
  return isConsentLink && (application.requiredRoles ?? []).length > 0;
}

export type ResponseMode = 'query' | 'fragment' | 'form_post';
/** `admin_consent` is known to v1 alone. */
export type Prompt = 'login' | 'none' | 'consent' | 'select_account' | 'admin_consent';
