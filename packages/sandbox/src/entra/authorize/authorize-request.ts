import type { Application } from '../../world/types.ts';
import type { ScopeRequest } from '../scopes.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import type { TenantSegment } from '../tenant-segment.ts';

/** An authorize request, before and after it is known to be good. */
export interface AuthorizeRequest extends AuthorizeAddressee {
  scopes: ScopeRequest;
  version: EndpointVersion;
  /** Hybrid: an id_token comes along with the code. */
  wantsIdToken: boolean;
  codeChallenge?: { value: string; method: 'plain' | 'S256' };
  nonce?: string;
  prompt?: Prompt;
  loginHint?: string;
  /** The application asks for MFA: by `amr_values`, or by a claims challenge for the access token. */
  asksForMfa: boolean;
}

/** Where the answer goes. Once this much is known, refusals may be redirected. */
export interface AuthorizeAddressee {
  segment: TenantSegment;
  application: Application;
  redirectUri: string;
  responseMode: ResponseMode;
  state?: string;
}

export type ResponseMode = 'query' | 'fragment' | 'form_post';
/** `admin_consent` is known to v1 alone. */
export type Prompt = 'login' | 'none' | 'consent' | 'select_account' | 'admin_consent';
