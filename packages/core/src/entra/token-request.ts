import type { ApplicationId } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { EndpointVersion } from './endpoints.ts';
import { type Renewal, resourceOf, userAccess } from './scopes.ts';

/** What is asked of the token endpoint, before our application proves itself. */
export interface TokenRequest {
  readonly grant: TokenGrant;
  readonly form: URLSearchParams;
  /** What the answer covers if it does not say so itself. */
  readonly requestedScopes: readonly string[];
  /** The API that was asked for, where the endpoint takes it by name: v1. */
  readonly resource?: string;
}

export type TokenGrant = 'authorization_code' | 'refresh_token' | 'client_credentials' | 'device_code';

/** Those that the wire writes in full. */
const grantTypes: Partial<Record<TokenGrant, string>> = {
  device_code: 'urn:ietf:params:oauth:grant-type:device_code',
};

/**
 * @param input `scopes` of one API only.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.5
 */
export function codeRequest(
  clientId: ApplicationId,
  input: {
    readonly code: Secret<string>;
    readonly redirectUri: string;
    readonly verifier: Secret<string>;
    readonly scopes: readonly string[];
  } & Renewal,
  version: EndpointVersion,
): TokenRequest {
  return tokenRequest('authorization_code', version, input.scopes, {
    client_id: clientId,
    code: input.code.reveal(),
    redirect_uri: input.redirectUri,
    code_verifier: input.verifier.reveal(),
    ...userAccess(version, input.scopes, input),
  });
}

/**
 * @param input `scopes` of one API only; `claims` of a challenge, letter by letter.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export function refreshRequest(
  clientId: ApplicationId,
  input: {
    readonly refreshToken: Secret<string>;
    readonly scopes: readonly string[];
    readonly claims?: string;
  },
  version: EndpointVersion,
): TokenRequest {
  return tokenRequest('refresh_token', version, input.scopes, {
    client_id: clientId,
    refresh_token: input.refreshToken.reveal(),
    ...userAccess(version, input.scopes),
    ...(input.claims !== undefined && { claims: input.claims }),
  });
}

/**
 * @param input `scopes` of one API only.
 * @see https://www.rfc-editor.org/rfc/rfc8628#section-3.4
 */
export function deviceCodeRequest(
  clientId: ApplicationId,
  input: { readonly deviceCode: Secret<string>; readonly scopes: readonly string[] } & Renewal,
  version: EndpointVersion,
): TokenRequest {
  return tokenRequest('device_code', version, input.scopes, {
    client_id: clientId,
    device_code: input.deviceCode.reveal(),
    ...userAccess(version, input.scopes, input),
  });
}

/**
 * @param scope `<resource>/.default`: an application's own permissions cannot be named one by one.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2
 */
export function clientCredentialsRequest(
  clientId: ApplicationId,
  scope: string,
  version: EndpointVersion,
): TokenRequest {
  const access = version === 'v1' ? { resource: resourceOf([scope]) } : { scope };
  return tokenRequest('client_credentials', version, [scope], { client_id: clientId, ...access });
}

function tokenRequest(
  grant: TokenGrant,
  version: EndpointVersion,
  requestedScopes: readonly string[],
  fields: Record<string, string>,
): TokenRequest {
  const form = new URLSearchParams({ grant_type: grantTypes[grant] ?? grant, ...fields });
  const request = { grant, requestedScopes, form };
  return version === 'v1' ? { ...request, resource: resourceOf(requestedScopes) } : request;
}
