import type { EndpointVersion } from '../endpoint-version.ts';
import type { ScopeTarget } from '../scopes.ts';
import type { AccessToken } from './access-token.ts';

/** What a token request was given. */
export interface TokenGrant {
  accessToken: AccessToken;
  target: ScopeTarget;
  /** Names of delegated permissions; absent for an application that acts for itself. */
  scopes?: string[];
  refreshToken?: string | undefined;
  idToken?: string | undefined;
  clientInfo?: string;
}

/** Writes the answer of the token endpoint. v1 writes numbers as text, names the resource, and permissions without it. */
export function writeTokenAnswer(version: EndpointVersion, grant: TokenGrant): Record<string, unknown> {
  const { accessToken, target, scopes, refreshToken, idToken, clientInfo } = grant;
  return {
    token_type: 'Bearer',
    ...(scopes === undefined ? {} : { scope: writeScope(version, target, scopes) }),
    ...WRITE_TIMES[version](grant),
    access_token: accessToken.value,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
    ...(clientInfo === undefined ? {} : { client_info: clientInfo }),
  };
}

function writeScope(version: EndpointVersion, target: ScopeTarget, scopes: string[]): string {
  return scopes.map((scope) => (version === 'v1' ? scope : `${target.identifier}/${scope}`)).join(' ');
}

const WRITE_TIMES: Record<EndpointVersion, (grant: TokenGrant) => object> = {
  v1: ({ accessToken: { expiresInSeconds, issuedAtSeconds }, target }) => ({
    expires_in: String(expiresInSeconds),
    ext_expires_in: String(expiresInSeconds),
    expires_on: String(issuedAtSeconds + expiresInSeconds),
    not_before: String(issuedAtSeconds),
    resource: target.identifier,
  }),
  v2: ({ accessToken: { expiresInSeconds } }) => ({
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
  }),
};
