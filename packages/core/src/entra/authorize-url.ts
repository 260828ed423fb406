import type { ApplicationId } from '../ids.ts';
import type { Cloud } from './cloud.ts';
import type { Dialect } from './dialect.ts';
import { type Authority, authorizeEndpoint } from './endpoints.ts';
import { type Renewal, resourceOf, userScope } from './scopes.ts';
import { withQuery } from './with-query.ts';

export interface AuthorizeRequest extends Renewal {
  readonly tenant: Authority;
  readonly clientId: ApplicationId;
  /** Exactly as registered, for the platform Web. From configuration, never from a request. */
  readonly redirectUri: string;
  /** May span several APIs at v2; of one API at v1. What identity and renewal need is added. None: only a sign-in, which is not renewed. */
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
  readonly dialect: Dialect;
}

/**
 * The address at which a person signs in and consents. The answer is a POST of a code, in the hybrid flow with an
 * id_token beside it, to the redirect URI.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.3
 * @see https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html
 * @see https://openid.net/specs/openid-connect-core-1_0.html#HybridFlowAuth
 */
export function authorizeUrl(cloud: Cloud, request: AuthorizeRequest): string {
  const { endpoints, responseType } = request.dialect;
  return withQuery(authorizeEndpoint(cloud, request.tenant, endpoints), {
    client_id: request.clientId,
    response_type: responseType,
    response_mode: 'form_post',
    redirect_uri: request.redirectUri,
    ...access[endpoints](request),
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

/**
 * Without `resource`, v1 does not apply the resource's demand for MFA (Microsoft's v1 documentation, 2026-11). Of
 * `scope` it heeds `openid` alone; a refresh token comes unasked.
 */
const access = {
  v1: ({ scopes }: AuthorizeRequest) => ({
    resource: scopes.length === 0 ? undefined : resourceOf(scopes),
    scope: 'openid',
  }),
  v2: (request: AuthorizeRequest) => ({ scope: userScope(request.scopes, request) }),
} as const;
