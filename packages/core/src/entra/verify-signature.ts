import { compactVerify, decodeProtectedHeader, errors, type ProtectedHeaderParameters } from 'jose';
import { type JsonObject, readJson } from '../http/read-json.ts';
import type { Secret } from '../secret.ts';
import type { KeyCache } from './key-cache.ts';
import type { SignatureAlgorithm, SigningKey } from './read-key-set.ts';

export type SignatureReason = 'malformed' | 'algorithm' | 'embedded_key' | 'unknown_key' | 'signature';

export interface VerifiedToken {
  readonly claims: JsonObject;
  /** The key that signed. Whether it may sign for the token's issuer is for the caller to check. */
  readonly key: SigningKey;
}

export type SignatureReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: SignatureReason };

const embeddedKeys = ['jwk', 'jku', 'x5u', 'x5c'];

export interface SignatureTerms {
  /** In characters; what is longer is not looked into. */
  readonly longest?: number;
  /** RS256 alone, as Entra signs, unless told otherwise. */
  readonly algorithms?: readonly SignatureAlgorithm[];
}

/**
 * Checks the signature of a JWT: by a published key, and never by one that the token brings along. Nothing else of the
 * token is checked.
 *
 * @throws ConsentryError those of {@link KeyCache.find}
 */
export async function verifySignature(
  token: Secret<string>,
  keys: Pick<KeyCache, 'find'>,
  { longest = 65_536, algorithms = ['RS256'] }: SignatureTerms = {},
): Promise<SignatureReading<VerifiedToken>> {
  const text = token.reveal();
  const header = readHeader(text, longest, algorithms);
  if (!header.ok) return header;
  const { kid, algorithm } = header.value;
  const key = await keys.find(kid);
  if (!key) return { ok: false, reason: 'unknown_key' };
  if (key.algorithm !== algorithm) return { ok: false, reason: 'algorithm' };
  const claims = await verify(text, key);
  return claims.ok ? { ok: true, value: { claims: claims.value, key } } : claims;
}

interface ReadHeader {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
}

function readHeader(
  token: string,
  longest: number,
  algorithms: readonly SignatureAlgorithm[],
): SignatureReading<ReadHeader> {
  if (token.length > longest) return { ok: false, reason: 'malformed' };
  let header: ProtectedHeaderParameters;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    return { ok: false, reason: 'malformed' };
  }
  const algorithm = algorithms.find((one) => one === header.alg);
  if (algorithm === undefined) return { ok: false, reason: 'algorithm' };
  if (header.typ !== undefined && header.typ !== 'JWT') return { ok: false, reason: 'malformed' };
  if (embeddedKeys.some((name) => Object.hasOwn(header, name))) return { ok: false, reason: 'embedded_key' };
  if (typeof header.kid !== 'string') return { ok: false, reason: 'unknown_key' };
  return { ok: true, value: { kid: header.kid, algorithm } };
}

async function verify(token: string, { key, algorithm }: SigningKey): Promise<SignatureReading<JsonObject>> {
  let payload: Uint8Array;
  try {
    ({ payload } = await compactVerify(token, key, { algorithms: [algorithm] }));
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    const isSignature = error instanceof errors.JWSSignatureVerificationFailed;
    return { ok: false, reason: isSignature ? 'signature' : 'malformed' };
  }
  const claims = readJson(payload);
  return claims.ok ? claims : { ok: false, reason: 'malformed' };
}
