import { type CryptoKey, importJWK, type JWK } from 'jose';
import { textClaim } from './read-claims.ts';
import { isJsonObject, type JsonObject } from '../http/read-json.ts';

export interface SigningKey {
  readonly key: CryptoKey;
  /** For which issuer the key may sign: fixed, or a template with `{tenantid}`. Absent: the cloud does not say. */
  readonly issuer?: string;
}

export type KeySetReading =
  | { readonly ok: true; readonly value: ReadonlyMap<string, SigningKey> }
  | { readonly ok: false; readonly reason: 'keys_missing' | 'too_many_keys' | 'no_usable_key' };

const mostKeys = 100;
const fewestBits = 2048;

/**
 * Reads a JWK set. Only RSA keys for signatures with an id count; of an id that stands for two different keys
 * nobody can say which is right, so neither counts.
 * @see https://www.rfc-editor.org/rfc/rfc7517#section-5
 */
export async function readKeySet(document: JsonObject): Promise<KeySetReading> {
  const { keys } = document;
  if (!Array.isArray(keys)) return { ok: false, reason: 'keys_missing' };
  if (keys.length > mostKeys) return { ok: false, reason: 'too_many_keys' };

  const byId = Map.groupBy(
    keys.map(readRsaKey).filter((key) => key !== undefined),
    ({ kid }) => kid,
  );
  const found = new Map<string, SigningKey>();
  for (const [kid, [first, ...others]] of byId) {
    if (first === undefined || others.some((other) => !isSame(other, first))) continue;
    const key = await importKey(first);
    if (key) found.set(kid, { key, ...(first.issuer !== undefined && { issuer: first.issuer }) });
  }
  return found.size > 0 ? { ok: true, value: found } : { ok: false, reason: 'no_usable_key' };
}

interface RsaKey {
  readonly kid: string;
  readonly n: string;
  readonly e: string;
  readonly issuer: string | undefined;
}

function readRsaKey(jwk: unknown): RsaKey | undefined {
  if (!isJsonObject(jwk)) return undefined;
  const kid = textClaim(jwk, 'kid');
  const n = textClaim(jwk, 'n');
  const e = textClaim(jwk, 'e');
  const isForSignatures = (jwk['use'] ?? 'sig') === 'sig' && (jwk['alg'] ?? 'RS256') === 'RS256';
  const issuer = textClaim(jwk, 'issuer');
  // A key that is bound to something unreadable must not count as bound to nothing.
  const isBoundToJunk = Object.hasOwn(jwk, 'issuer') && issuer === undefined;
  if (jwk['kty'] !== 'RSA' || !isForSignatures || isBoundToJunk || !kid || !n || !e) return undefined;
  return { kid, n, e, issuer };
}

function isSame(one: RsaKey, other: RsaKey): boolean {
  return one.n === other.n && one.e === other.e && one.issuer === other.issuer;
}

async function importKey({ n, e }: RsaKey): Promise<CryptoKey | undefined> {
  const jwk: JWK = { kty: 'RSA', n, e };
  try {
    const key = await importJWK(jwk, 'RS256');
    if (key instanceof Uint8Array || !('modulusLength' in key.algorithm)) return undefined;
    return Number(key.algorithm.modulusLength) >= fewestBits ? key : undefined;
  } catch {
    // A key that cannot be read is one key fewer, not the end of all sign-ins.
    return undefined;
  }
}
