import type { ApplicationId } from '../ids.ts';
import type { Cloud } from './cloud.ts';
import { type Authority, authorizeEndpoint } from './endpoints.ts';
import { userScope } from './scopes.ts';
import { withQuery } from './with-query.ts';

export interface AuthorizeRequest {
  readonly tenant: Authority;
  readonly clientId: ApplicationId;
  /** Exactly as registered, for the platform Web. From configuration, never from a request. */
  readonly redirectUri: string;
  /** May span several APIs. `openid`, `profile` and `offline_access` are added. */
  readonly scopes: readonly string[];
  readonly state: string;
  readonly nonce: string;
  /** Of {@link codeChallenge}. */
  readonly codeChallenge: string;
  readonly prompt?: 'login' | 'select_account' | 'consent';
  readonly loginHint?: string;
  /** `mfa` makes Entra ask for a second factor. Undocumented; seen in Microsoft's own sample. */
  readonly amrValues?: string;
  /** The `claims` of a challenge, letter by letter. */
  readonly claims?: string;
}

/**
 * The address at which a person signs in and consents. The answer is a POST of a code to the redirect URI.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.3
 * @see https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html
 */
export function authorizeUrl(cloud: Cloud, request: AuthorizeRequest): string {
  return withQuery(authorizeEndpoint(cloud, request.tenant), {
    client_id: request.clientId,
    response_type: 'code',
    response_mode: 'form_post',
    redirect_uri: request.redirectUri,
    scope: userScope(request.scopes),
    state: request.state,
    nonce: request.nonce,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
    prompt: request.prompt,
    login_hint: request.loginHint,
    amr_values: request.amrValues,
    claims: request.claims,
  });
}
