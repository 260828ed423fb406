import 'reflect-metadata'; // @peculiar/x509 needs it
import { KeyObject, randomBytes } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { X509Certificate } from '@peculiar/x509';
import type { CertificateName } from './certificate-names.ts';

/** A certificate, and the key that belongs to it. */
export interface SigningCertificate {
  /** DER. */
  certificate: Uint8Array;
  /** PKCS #8, PEM. */
  privateKey: string;
}

/** The authority of one sandbox's webhooks. Its keys are random, live in memory and die with the process. */
export interface WebhookAuthority {
  /** The root's certificate, PEM: what a receiver must trust. */
  readonly root: string;
  /** Issues a certificate for the present of a clock, with the same key each time. */
  issue(name: CertificateName, now: number, subject: string): Promise<SigningCertificate>;
}

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
const DAY_MS = 24 * 60 * 60_000;
const YEAR_MS = 365 * DAY_MS;
/** Whatever the sandbox's clock says, a root is not over. */
const ALWAYS = { notBefore: new Date(0), notAfter: new Date(Date.UTC(2199, 0, 1)) };

interface Root {
  keys: CryptoKeyPair;
  certificate: X509Certificate;
}

/** Makes an authority; a second one, that nobody trusts, when it is first asked for. */
export async function createWebhookAuthority(): Promise<WebhookAuthority> {
  const [root, leafKeys] = await Promise.all([createRoot(), createKeys()]);
  const privateKey = KeyObject.from(leafKeys.privateKey).export({ format: 'pem', type: 'pkcs8' });
  let stranger: Promise<Root> | undefined;
  return {
    root: `${root.certificate.toString('pem')}\n`,
    issue: async (name, now, subject) => {
      const issuer = name === 'other-root' ? await (stranger ??= createRoot()) : root;
      const from = name === 'expired' ? now - YEAR_MS - DAY_MS : now - DAY_MS;
      const leaf = await X509CertificateGenerator.create({
        serialNumber: createSerialNumber(),
        subject: name === 'other-subject' ? subject.replace(/\bO=[^,]+/, 'O=Contoso') : subject,
        issuer: issuer.certificate.subject,
        notBefore: new Date(from),
        notAfter: new Date(from + YEAR_MS),
        signingAlgorithm: RSA,
        publicKey: leafKeys.publicKey,
        signingKey: issuer.keys.privateKey,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        ],
      });
      return { certificate: new Uint8Array(leaf.rawData), privateKey };
    },
  };
}

/** Its organisation is Microsoft's, for the official sample looks for that in the issuer; its unit says what it is. */
async function createRoot(): Promise<Root> {
  const keys = await createKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: createSerialNumber(),
    name: `CN=Sandbox Webhook CA ${randomBytes(4).toString('hex')}, OU=Sandbox - not Microsoft, O=Microsoft Corporation`,
    ...ALWAYS,
    signingAlgorithm: RSA,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  return { keys, certificate };
}

function createKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
}

/** Sixteen random bytes, positive. */
function createSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
