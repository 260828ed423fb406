import { decodeJwt, errors, jwtVerify } from 'jose';
import type { JWTHeaderParameters, JWTPayload } from 'jose';
import type { KeyObject } from 'node:crypto';
import { issuerV1, issuerV2 } from './entra/issuers.ts';
import { listPublishedKeys } from './entra/signing-keys.ts';
import type { SandboxParts } from './parts.ts';
import { readBearerToken } from './read-bearer-token.ts';

/** The claims of an access token that the sandbox signed. */
export interface AccessTokenClaims {
  audience: string;
  tenantId: string;
  objectId: string;
  clientId: string;
  /** The `uti` claim. */
  tokenId: string;
  /** Delegated permissions; absent in the token of an application that acts for itself. */
  scopes?: string[];
  /** Application permissions; absent in the token of a user. */
  roles?: string[];
  /** Sign-in methods; absent when the token is silent about them. */
  amr?: string[];
}

/** The outcome of reading an `Authorization` header. The caller checks the audience. */
export type BearerResult =
  | { ok: true; claims: AccessTokenClaims }
  | {
      ok: false;
      /** `refused`: a test had the token refused. */
      reason: 'absent' | 'malformed' | 'signature' | 'expired' | 'issuer' | 'refused';
      /** What a claims challenge asks for, base64. Absent for a plain refusal. */
      challenge?: string;
    };

/** Verifies a bearer token of either version: signature by a published key, time and issuer. */
export async function verifyBearer(parts: SandboxParts, request: Request): Promise<BearerResult> {
  const token = readBearerToken(request);
  if (token === undefined) return { ok: false, reason: 'absent' };
  try {
    const { tid, ver } = decodeJwt(token);
    const issuer = ver === '2.0' ? issuerV2 : issuerV1;
    const { payload } = await jwtVerify(token, (header) => getKey(parts, header), {
      algorithms: ['RS256'],
      currentDate: new Date(parts.clock.now()),
      issuer: issuer(parts, String(tid)),
    });
    const claims = readClaims(payload);
    if (!parts.refusedTokens.has(claims.tokenId)) return { ok: true, claims };
    const challenge = parts.refusedTokens.get(claims.tokenId);
    return { ok: false, reason: 'refused', ...(challenge === undefined ? {} : { challenge }) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/** A key that was retired is no longer known, and its tokens are those of nobody. */
function getKey({ keys }: SandboxParts, { kid }: JWTHeaderParameters): KeyObject {
  const key = listPublishedKeys(keys).find((published) => published.kid === kid);
  if (key === undefined) throw new errors.JWSSignatureVerificationFailed();
  return key.publicKey;
}

function reasonOf(error: unknown): 'malformed' | 'signature' | 'expired' | 'issuer' {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return 'issuer';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEError || error instanceof TypeError) return 'malformed';
  throw error;
}

function readClaims(payload: JWTPayload): AccessTokenClaims {
  const { scp, amr, roles } = payload;
  return {
    audience: String(payload.aud),
    tenantId: String(payload['tid']),
    objectId: String(payload['oid']),
    clientId: String(payload['appid'] ?? payload['azp']),
    tokenId: String(payload['uti']),
    ...(typeof scp === 'string' ? { scopes: scp.split(' ') } : {}),
    ...(Array.isArray(roles) ? { roles: roles.map(String) } : {}),
    ...(Array.isArray(amr) ? { amr: amr.map(String) } : {}),
  };
}
