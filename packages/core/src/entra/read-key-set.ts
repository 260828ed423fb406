import { type CryptoKey, importJWK, type JWK } from 'jose';
import { isJsonObject, type JsonObject } from '../http/read-json.ts';
import { textClaim } from './read-claims.ts';

/** How a token may be signed. A key is for exactly one of them, so that no token chooses. */
export type SignatureAlgorithm = 'RS256' | 'ES256' | 'ES384' | 'ES512';

/** A public key of an issuer, and what it may sign. */
export interface SigningKey {
  readonly key: CryptoKey;
  readonly algorithm: SignatureAlgorithm;
  /** For which issuer the key may sign: fixed, or a template with `{tenantid}`. Absent: the cloud does not say. */
  readonly issuer?: string;
}

export type KeySetReading =
  | { readonly ok: true; readonly value: ReadonlyMap<string, SigningKey> }
  | { readonly ok: false; readonly reason: 'keys_missing' | 'too_many_keys' | 'no_usable_key' };

const mostKeys = 100;
const fewestBits = 2048;

/**
 * Reads a JWK set. Only keys for signatures with an id and one of the algorithms count; of an id that stands for two
 * different keys nobody can say which is right, so neither counts.
 * @see https://www.rfc-editor.org/rfc/rfc7517#section-5
 */
export async function readKeySet(
  document: JsonObject,
  algorithms: readonly SignatureAlgorithm[] = ['RS256'],
): Promise<KeySetReading> {
  const { keys } = document;
  if (!Array.isArray(keys)) return { ok: false, reason: 'keys_missing' };
  if (keys.length > mostKeys) return { ok: false, reason: 'too_many_keys' };

  const byId = Map.groupBy(
    keys.map((jwk) => readPublicKey(jwk, algorithms)).filter((key) => key !== undefined),
    ({ kid }) => kid,
  );
  const found = new Map<string, SigningKey>();
  for (const [kid, [first, ...others]] of byId) {
    if (first === undefined || others.some((other) => !isSame(other, first))) continue;
    const key = await importKey(first);
    const { algorithm, issuer } = first;
    if (key) found.set(kid, { key, algorithm, ...(issuer !== undefined && { issuer }) });
  }
  return found.size > 0 ? { ok: true, value: found } : { ok: false, reason: 'no_usable_key' };
}

interface PublicKey {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
  /** What makes the key, and nothing that a document says beside it. */
  readonly material: Readonly<Record<string, string>>;
  readonly issuer: string | undefined;
}

/** Of each kind of key the members that make it. @see https://www.rfc-editor.org/rfc/rfc7518#section-6 */
const members: Readonly<Record<string, readonly string[]>> = { RSA: ['n', 'e'], EC: ['crv', 'x', 'y'] };

const algorithmOfCurve: Readonly<Record<string, SignatureAlgorithm>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
};

function readPublicKey(jwk: unknown, algorithms: readonly SignatureAlgorithm[]): PublicKey | undefined {
  if (!isJsonObject(jwk)) return undefined;
  const kid = textClaim(jwk, 'kid');
  const kty = textClaim(jwk, 'kty') ?? '';
  const algorithm = kty === 'RSA' ? 'RS256' : algorithmOfCurve[textClaim(jwk, 'crv') ?? ''];
  const material = readMaterial(jwk, kty);
  const issuer = textClaim(jwk, 'issuer');
  // A key that is bound to something unreadable must not count as bound to nothing.
  const isBoundToJunk = Object.hasOwn(jwk, 'issuer') && issuer === undefined;
  if (!kid || !material || isBoundToJunk || !algorithm || !algorithms.includes(algorithm)) return undefined;
  const isForSignatures = (jwk['use'] ?? 'sig') === 'sig' && (jwk['alg'] ?? algorithm) === algorithm;
  return isForSignatures ? { kid, algorithm, material: { kty, ...material }, issuer } : undefined;
}

function readMaterial(jwk: JsonObject, kty: string): Record<string, string> | undefined {
  const names = Object.hasOwn(members, kty) ? members[kty] : undefined;
  const values = names?.map((name) => [name, textClaim(jwk, name)] as const);
  return values?.every(([, value]) => value)
    ? (Object.fromEntries(values) as Record<string, string>)
    : undefined;
}

function isSame(one: PublicKey, other: PublicKey): boolean {
  const { material } = one;
  return (
    one.issuer === other.issuer &&
    one.algorithm === other.algorithm &&
    Object.keys(material).every((name) => material[name] === other.material[name])
  );
}

async function importKey({ material, algorithm }: PublicKey): Promise<CryptoKey | undefined> {
  try {
    const key = await importJWK(material as JWK, algorithm);
    if (key instanceof Uint8Array) return undefined;
    const bits = 'modulusLength' in key.algorithm ? Number(key.algorithm.modulusLength) : undefined;
    return bits === undefined || bits >= fewestBits ? key : undefined;
  } catch {
    // A key that cannot be read is one key fewer, not the end of all sign-ins.
    return undefined;
  }
}
