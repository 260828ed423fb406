import { instantClaim, textClaim } from '../entra/read-claims.ts';
import type { SignatureReason } from '../entra/verify-signature.ts';
import type { JsonObject } from '../http/read-json.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** What a token that holds says. */
export interface WorkloadClaims {
  /** One of those that are trusted. */
  readonly issuer: string;
  /** Everything else, as the issuer signed it. */
  readonly claims: JsonObject;
}

/** Why a token was refused. For the log: to whoever presented it, all of them look the same. */
export type WorkloadRefusal =
  | SignatureReason
  | 'issuer'
  | 'key_issuer'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'lives_too_long';

/** What the token of a program says, or why it was refused. */
export type WorkloadReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: WorkloadRefusal };

/** As far as clocks may be apart. */
const toleranceMs = 300_000;
/** Entra's tokens for a managed identity live for a day, and are dated five minutes back. */
const longestLifeMs = 25 * 3_600_000;

/**
 * Checks what a token says against the issuer that it is said to come from. Whether it does is for the signature.
 *
 * @param now epoch milliseconds
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1
 */
export function checkWorkloadToken(
  claims: JsonObject,
  { issuer, audience }: TrustedIssuer,
  now: number,
): WorkloadReading<WorkloadClaims> {
  if (textClaim(claims, 'iss') !== issuer) return { ok: false, reason: 'issuer' };
  if (!isOnly(claims['aud'], audience)) return { ok: false, reason: 'audience' };
  const issuedAt = instantClaim(claims, 'iat');
  const expiresAt = instantClaim(claims, 'exp');
  const validFrom = Object.hasOwn(claims, 'nbf') ? instantClaim(claims, 'nbf') : issuedAt;
  if (issuedAt === undefined || expiresAt === undefined || validFrom === undefined) {
    return { ok: false, reason: 'malformed' };
  }
  if (Math.max(issuedAt, validFrom) > now + toleranceMs) return { ok: false, reason: 'not_yet_valid' };
  if (expiresAt <= now - toleranceMs) return { ok: false, reason: 'expired' };
  if (expiresAt - issuedAt > longestLifeMs) return { ok: false, reason: 'lives_too_long' };
  return { ok: true, value: { issuer, claims } };
}

/** A token for several services could be presented here by each of them. */
function isOnly(audience: unknown, wanted: string): boolean {
  const audiences: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  return audiences.length === 1 && audiences[0] === wanted;
}
