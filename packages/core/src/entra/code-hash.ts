import { createHash } from 'node:crypto';

/**
 * The `c_hash` of a code in an id_token that is signed with RS256: the left half of SHA-256, in base64url.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken
 */
export function codeHash(code: string): string {
  return createHash('sha256').update(code).digest().subarray(0, 16).toString('base64url');
}
