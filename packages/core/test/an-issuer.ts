import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Fetch, type IncomingAnswer, TransportError } from '../src/ports.ts';
import { anAnswer } from './builders.ts';

export type Algorithm = 'RS256' | 'ES256' | 'ES384' | 'ES512';

/** A key pair of an issuer. */
export interface IssuerKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const curves = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const;
const hashes = { RS256: 'sha256', ES256: 'sha256', ES384: 'sha384', ES512: 'sha512' } as const;

export function anIssuerKey(kid: string, algorithm: Algorithm = 'RS256'): IssuerKey {
  const pair =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: curves[algorithm] });
  return { kid, algorithm, ...pair };
}

/** The public half, as a JWK set has it. */
export function jwkOf({ kid, algorithm, publicKey }: IssuerKey): Record<string, unknown> {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' };
}

export type Claims = Readonly<Record<string, unknown>>;

/** Signs a JWT by hand: nothing of what is to be checked has a part in it. */
export function signToken(key: IssuerKey, claims: Claims, header: Claims = {}): string {
  const head = { alg: key.algorithm, kid: key.kid, typ: 'JWT', ...header };
  const input = `${encode(head)}.${encode(claims)}`;
  const signature = sign(hashes[key.algorithm], Buffer.from(input), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${input}.${signature.toString('base64url')}`;
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** An issuer whose documents the test may change while it runs. */
export interface TestIssuer {
  readonly url: string;
  /** Of the answer with its metadata. */
  metadata: Record<string, unknown>;
  /** Of the answer with its keys. */
  keys: readonly unknown[];
  /** What it answers instead. */
  failure: Error | IncomingAnswer | undefined;
  readonly asked: string[];
  readonly fetch: Fetch;
}

export function anIssuer(url: string, ...keys: readonly IssuerKey[]): TestIssuer {
  const keysUrl = `${new URL(url).origin}/keys`;
  const issuer: TestIssuer = {
    url,
    metadata: { issuer: url, jwks_uri: keysUrl },
    keys: keys.map(jwkOf),
    failure: undefined,
    asked: [],
    async fetch({ url: asked }) {
      issuer.asked.push(asked);
      if (issuer.failure instanceof Error) throw issuer.failure;
      if (issuer.failure !== undefined) return issuer.failure;
      if (asked === `${url.replace(/\/$/, '')}/.well-known/openid-configuration`)
        return anAnswer(issuer.metadata);
      if (asked === keysUrl) return anAnswer({ keys: issuer.keys });
      return anAnswer('nothing is here', { status: 404 });
    },
  };
  return issuer;
}

/** Nobody answers. */
export const down = new TransportError('connect', { mayHaveArrived: false, message: 'down' });
