import type { ApplicationId, TenantId } from '../ids.ts';
import type { Cloud } from './cloud.ts';
import { authorizeEndpoint } from './endpoints.ts';
import { withQuery } from './with-query.ts';

/** A sign-in that asks who somebody is, and for nothing else. */
export interface SignInRequest {
  readonly tenant: TenantId;
  readonly clientId: ApplicationId;
  /** Exactly as registered, for the platform Web. From configuration, never from a request. */
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** The person must prove anew who they are, though the browser remembers them. */
  readonly isAgain: boolean;
  /** The authentication context that the sign-in must meet, such as `c1`. */
  readonly authenticationContext: string | undefined;
}

/**
 * The address at which a person signs in and nothing else: no code, no access, an id_token that is sent to the redirect URI by a form. The
 * registration must allow id_tokens.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ImplicitFlowAuth
 * @see https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html
 * @see https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context
 */
export function signInUrl(cloud: Cloud, request: SignInRequest): string {
  const { authenticationContext: context } = request;
  return withQuery(authorizeEndpoint(cloud, request.tenant, 'v2'), {
    client_id: request.clientId,
    response_type: 'id_token',
    response_mode: 'form_post',
    redirect_uri: request.redirectUri,
    scope: 'openid profile',
    state: request.state,
    nonce: request.nonce,
    prompt: request.isAgain ? 'login' : undefined,
    claims:
      context === undefined
        ? undefined
        : JSON.stringify({ id_token: { acrs: { essential: true, value: context } } }),
  });
}
