import { X509Certificate, createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A self-signed certificate with its key, made for one test. */
export interface ExampleCertificate {
  pem: string;
  privateKey: KeyObject;
  /** Thumbprints, base64url. */
  sha1: string;
  sha256: string;
}

const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), Buffer.from('0500', 'hex'));

/** Node cannot make certificates; this writes the few fields of X.509 (RFC 5280) that a reader needs. */
export function createExampleCertificate(
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  }),
): ExampleCertificate {
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('Example Integration')))));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    SHA256_WITH_RSA,
    name,
    sequence(der(0x17, Buffer.from('250101000000Z')), der(0x17, Buffer.from('450101000000Z'))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('RSA-SHA256', toBeSigned, privateKey);
  const whole = sequence(toBeSigned, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
  const thumbprint = (algorithm: string): string => createHash(algorithm).update(whole).digest('base64url');
  return {
    pem: new X509Certificate(whole).toString(),
    privateKey,
    sha1: thumbprint('sha1'),
    sha256: thumbprint('sha256'),
  };
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
