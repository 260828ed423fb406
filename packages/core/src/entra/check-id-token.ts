import type { JsonObject } from '../http/read-json.ts';
import {
  type ApplicationId,
  isGuid,
  type ObjectId,
  readObjectId,
  readTenantId,
  type TenantId,
} from '../ids.ts';
import type { Cloud } from './cloud.ts';
import type { EndpointVersion } from './endpoints.ts';
import { instantClaim, textClaim, textListClaim } from './read-claims.ts';
import type { SigningKey } from './read-key-set.ts';

/** Who signed in, as Entra signed it. A person is `tenantId` and `objectId`; the names are for display only. */
export interface IdTokenClaims {
  readonly tenantId: TenantId;
  readonly objectId: ObjectId;
  readonly issuer: string;
  /** Of this account for this application alone. */
  readonly subject: string;
  readonly username?: string;
  readonly displayName?: string;
  /** Rare in a v2 id_token, usual in a v1 one: its absence says nothing. */
  readonly amr?: readonly string[];
  /** Roles that the application defines, and that were assigned to this account. */
  readonly roles?: readonly string[];
  /** Authentication contexts that the sign-in met (`acrs`), such as `c1`: only those that were asked for. */
  readonly authenticationContexts?: readonly string[];
  /** When the person proved who they are (`auth_time`); only where the registration asks for that claim. Epoch milliseconds. */
  readonly authenticatedAt?: number;
  /** Epoch milliseconds, by Entra's clock. */
  readonly issuedAt: number;
  /** Epoch milliseconds, by Entra's clock. */
  readonly expiresAt: number;
}

/** Why an id_token was refused; `facts.reason` of `id_token_invalid`. */
export type IdTokenReason =
  | 'malformed'
  | 'algorithm'
  | 'embedded_key'
  | 'unknown_key'
  | 'signature'
  | 'tenant'
  | 'issuer'
  | 'key_issuer'
  | 'audience'
  | 'nonce'
  | 'code_hash'
  | 'expired'
  | 'not_yet_valid'
  | 'subject'
  | 'other_account';

export type IdTokenReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: IdTokenReason; readonly clockDifferenceMs?: number };

/** In characters. What is longer is no id_token, and is not looked into. */
export const longestIdToken = 32_768;

const toleranceMs = 300_000;
/** The tenant of all personal accounts, which no partner signs in from. */
const consumerTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

export interface ExpectedIdToken {
  readonly cloud: Cloud;
  readonly clientId: ApplicationId;
  /** The key that the signature was checked with. */
  readonly key: SigningKey;
  /** Undefined: the request was one that has none, as that of a refresh token or a device code. */
  readonly nonce: ((nonce: string) => boolean) | undefined;
  /** Of the code that the id_token came with, and must belong to. Undefined: it came from the token endpoint. */
  readonly codeHash: string | undefined;
  /** Which endpoints issued it; the issuer tells their tokens apart. */
  readonly endpoints: EndpointVersion;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Checks the claims of an id_token whose signature holds.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 * @see https://openid.net/specs/openid-connect-core-1_0.html#HybridIDTValidation
 */
export function checkIdToken(claims: JsonObject, expected: ExpectedIdToken): IdTokenReading<IdTokenClaims> {
  const tid = textClaim(claims, 'tid');
  if (!isGuid(tid) || tid.toLowerCase() === consumerTenant) return { ok: false, reason: 'tenant' };

  const issuer = textClaim(claims, 'iss');
  if (issuer !== issuerOf(expected.cloud.issuers[expected.endpoints], tid))
    return { ok: false, reason: 'issuer' };
  const keyIssuer = expected.key.issuer;
  if (keyIssuer !== undefined && issuerOf(keyIssuer, tid) !== issuer) {
    return { ok: false, reason: 'key_issuer' };
  }

  const audience: unknown = claims['aud'];
  const audiences: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  if (audiences.length !== 1 || audiences[0] !== expected.clientId) return { ok: false, reason: 'audience' };

  if (expected.nonce !== undefined) {
    const nonce = textClaim(claims, 'nonce');
    if (!nonce || !expected.nonce(nonce)) return { ok: false, reason: 'nonce' };
  }

  if (expected.codeHash !== undefined && textClaim(claims, 'c_hash') !== expected.codeHash) {
    return { ok: false, reason: 'code_hash' };
  }

  const issuedAt = instantClaim(claims, 'iat');
  const expiresAt = instantClaim(claims, 'exp');
  const validFrom = Object.hasOwn(claims, 'nbf') ? instantClaim(claims, 'nbf') : issuedAt;
  if (issuedAt === undefined || expiresAt === undefined || validFrom === undefined) {
    return { ok: false, reason: 'malformed' };
  }
  const clockDifferenceMs = issuedAt - expected.now;
  if (Math.max(issuedAt, validFrom) > expected.now + toleranceMs) {
    return { ok: false, reason: 'not_yet_valid', clockDifferenceMs };
  }
  if (expiresAt <= expected.now - toleranceMs) return { ok: false, reason: 'expired', clockDifferenceMs };

  const oid = textClaim(claims, 'oid');
  const subject = textClaim(claims, 'sub');
  if (!isGuid(oid) || !subject || subject.length > 255) return { ok: false, reason: 'subject' };

  const username = displayText(
    textClaim(claims, 'preferred_username') ?? textClaim(claims, 'upn') ?? textClaim(claims, 'unique_name'),
  );
  const displayName = displayText(textClaim(claims, 'name'));
  const amr = textListClaim(claims, 'amr');
  const roles = textListClaim(claims, 'roles');
  const context = textClaim(claims, 'acrs');
  const authenticationContexts = context === undefined ? textListClaim(claims, 'acrs') : [context];
  const authenticatedAt = instantClaim(claims, 'auth_time');
  return {
    ok: true,
    value: {
      tenantId: readTenantId(tid),
      objectId: readObjectId(oid),
      issuer,
      subject,
      ...(username && { username }),
      ...(displayName && { displayName }),
      ...(amr && { amr }),
      ...(roles && { roles }),
      ...(authenticationContexts && { authenticationContexts }),
      ...(authenticatedAt !== undefined && { authenticatedAt }),
      issuedAt,
      expiresAt,
    },
  };
}

function issuerOf(template: string, tenant: string): string {
  return template.replace(/\{tenantid\}/i, tenant);
}

/** Chosen by whoever made the account: short, and without anything that could forge a line or turn the text round. */
function displayText(text: string | undefined): string | undefined {
  return text?.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').slice(0, 256);
}
