import type { KeyObject } from 'node:crypto';

/** The 32 bytes of a public key on X25519. */
export function rawPublicKey(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}
