import type { SandboxParts } from './parts.ts';

/**
 * Writes the `WWW-Authenticate` of a 401: the token is not valid, or it lacks claims.
 *
 * @param claims base64 of the claims that the API wants to find in the next token, for a claims challenge
 * @param tenant where the token should come from; `common` when nobody knows
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge (2026-11)
 */
export function writeChallenge({ origins }: SandboxParts, claims?: string, tenant = 'common'): string {
  const where = `Bearer realm="", authorization_uri="${origins.login}/${tenant}/oauth2/authorize"`;
  return claims === undefined
    ? `${where}, error="invalid_token"`
    : `${where}, error="insufficient_claims", claims="${claims}"`;
}
