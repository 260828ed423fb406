import { createHmac, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { EndpointVersion } from './endpoint-version.ts';
import type { SigningKey } from './signing-keys.ts';

/** Makes the signature of a JWT from its first two parts. */
export type JwtSigner = (input: string) => Buffer;

/** Writes a JWT in compact form. The signer need not fit the header: forged tokens are written here too. */
export function writeJwt(header: object, claims: object, signer: JwtSigner): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

/** Writes a JWT that is signed as Entra signs: RS256, with `kid`, and in the header of v1 tokens with `x5t` too. */
export function writeSignedJwt(key: SigningKey, version: EndpointVersion, claims: object): string {
  const thumbprint = version === 'v1' ? { x5t: key.kid } : {};
  const header = { typ: 'JWT', alg: 'RS256', ...thumbprint, kid: key.kid };
  return writeJwt(header, claims, signRs256(key.privateKey));
}

export function signRs256(privateKey: KeyObject): JwtSigner {
  return (input) => sign('RSA-SHA256', Buffer.from(input), privateKey);
}

export function signHs256(secret: string): JwtSigner {
  return (input) => createHmac('sha256', secret).update(input).digest();
}

export const signNothing: JwtSigner = () => Buffer.alloc(0);

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
