import type { JsonObject } from '../http/read-json.ts';
import type { Secret } from '../secret.ts';
import { textClaim, textListClaim } from './read-claims.ts';
import { splitToken } from './split-token.ts';

/** Claims that help to explain a refusal. Nothing is verified; an access token is meant for its API alone. */
export interface AccessTokenClaims {
  /** How the person signed in; the claim is there in v1 tokens only. */
  readonly amr: readonly string[] | undefined;
  readonly audience: string | undefined;
  readonly tenantId: string | undefined;
  readonly objectId: string | undefined;
  /** `appid` of a v1 token, `azp` of a v2 one. */
  readonly applicationId: string | undefined;
  /** `1.0` or `2.0`. */
  readonly version: string | undefined;
  /** Delegated permissions. */
  readonly scopes: readonly string[] | undefined;
  /** Template ids of the directory roles that the user holds (`wids`); in v1 tokens only. */
  readonly directoryRoles: readonly string[] | undefined;
  /** Application permissions, or roles of the user in the application. */
  readonly roles: readonly string[] | undefined;
}

/**
 * Looks into an access token for diagnosis. The one decision that rests on it is about MFA, at the door: the
 * `amr` of a token that the token endpoint has just sent, which nobody between could change.
 * @returns undefined for a token that is opaque, encrypted or too long.
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens
 */
export function readAccessTokenClaims(token: Secret<string>): AccessTokenClaims | undefined {
  const parts = splitToken(token);
  return parts.ok ? accessTokenClaims(parts.payload) : undefined;
}

/** Reads the claims from a token's payload. */
export function accessTokenClaims(claims: JsonObject): AccessTokenClaims {
  const scopes = textClaim(claims, 'scp')
    ?.split(' ')
    .filter((scope) => scope !== '');
  return {
    amr: textListClaim(claims, 'amr'),
    audience: textClaim(claims, 'aud'),
    tenantId: textClaim(claims, 'tid'),
    objectId: textClaim(claims, 'oid'),
    applicationId: textClaim(claims, 'appid') ?? textClaim(claims, 'azp'),
    version: textClaim(claims, 'ver'),
    scopes,
    directoryRoles: textListClaim(claims, 'wids'),
    roles: textListClaim(claims, 'roles'),
  };
}
