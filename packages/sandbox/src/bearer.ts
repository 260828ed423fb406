import { decodeJwt, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { issuerV1 } from './entra/issuers.ts';
import type { SandboxParts } from './parts.ts';

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
  /** Sign-in methods; absent when the token is silent about them. */
  amr?: string[];
}

/** The outcome of reading an `Authorization` header. The caller checks the audience. */
export type BearerResult =
  | { ok: true; claims: AccessTokenClaims }
  | { ok: false; reason: 'absent' | 'malformed' | 'signature' | 'expired' | 'issuer' };

/** Verifies a bearer token: signature, time and issuer. */
export async function verifyBearer(parts: SandboxParts, authorization: string | null): Promise<BearerResult> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return { ok: false, reason: 'absent' };
  try {
    const { payload } = await jwtVerify(token, parts.keys.current.publicKey, {
      algorithms: ['RS256'],
      currentDate: new Date(parts.clock.now()),
      issuer: issuerV1(parts, String(decodeJwt(token)['tid'])),
    });
    return { ok: true, claims: readClaims(payload) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): 'malformed' | 'signature' | 'expired' | 'issuer' {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return 'issuer';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEError || error instanceof TypeError) return 'malformed';
  throw error;
}

function readClaims(payload: JWTPayload): AccessTokenClaims {
  const { scp, amr } = payload;
  return {
    audience: String(payload.aud),
    tenantId: String(payload['tid']),
    objectId: String(payload['oid']),
    clientId: String(payload['appid']),
    tokenId: String(payload['uti']),
    ...(typeof scp === 'string' ? { scopes: scp.split(' ') } : {}),
    ...(Array.isArray(amr) ? { amr: amr.map(String) } : {}),
  };
}
