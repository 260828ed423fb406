import type { JsonObject } from '../http/read-json.ts';
import type { Secret } from '../secret.ts';
import { type AccessTokenClaims, accessTokenClaims } from './access-token-claims.ts';
import { instantClaim, textClaim } from './read-claims.ts';
import { splitToken, type UnreadableToken } from './split-token.ts';

/** What a token says of itself. Nothing of it is verified. */
export interface TokenClaims extends AccessTokenClaims {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  /** `idtyp`, which few tokens have: `app` or `user`. */
  readonly identityType: string | undefined;
  /** Epoch milliseconds. */
  readonly issuedAt: number | undefined;
  readonly validFrom: number | undefined;
  readonly expiresAt: number | undefined;
}

/** A token in its parts, without the signature. */
export interface DecodedToken {
  readonly keyId: string | undefined;
  /**
   * The header carries a `nonce`, as in tokens for Graph: what was signed is not what is sent, so that nobody but the API can
   * check the signature.
   */
  readonly hasHeaderNonce: boolean;
  readonly claims: TokenClaims;
}

export type TokenDecoding =
  | { readonly ok: true; readonly value: DecodedToken }
  | { readonly ok: false; readonly reason: UnreadableToken };

/** The farthest instant that JavaScript has. */
const endOfTimeMs = 8.64e15;

/**
 * Takes a token apart, for diagnosis. Nothing is verified, and a token may well be opaque: Microsoft promises no form.
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-7.2
 */
export function decodeToken(token: Secret<string>): TokenDecoding {
  const parts = splitToken(token);
  if (!parts.ok) return parts;
  const { header, payload } = parts;
  return {
    ok: true,
    value: {
      keyId: textClaim(header, 'kid'),
      hasHeaderNonce: Object.hasOwn(header, 'nonce'),
      claims: {
        ...accessTokenClaims(payload),
        issuer: textClaim(payload, 'iss'),
        subject: textClaim(payload, 'sub'),
        identityType: textClaim(payload, 'idtyp'),
        issuedAt: readInstant(payload, 'iat'),
        validFrom: readInstant(payload, 'nbf'),
        expiresAt: readInstant(payload, 'exp'),
      },
    },
  };
}

function readInstant(claims: JsonObject, name: string): number | undefined {
  const at = instantClaim(claims, name);
  return at !== undefined && Math.abs(at) <= endOfTimeMs ? at : undefined;
}
