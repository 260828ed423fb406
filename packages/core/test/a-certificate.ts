import 'reflect-metadata'; // @peculiar/x509 needs it
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

/** A self-signed certificate and its private key, both PEM. */
export interface ACertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface CertificateWishes {
  readonly commonName?: string;
  readonly dnsNames?: readonly string[];
  /** Epoch milliseconds. */
  readonly validFrom?: number;
  readonly validTo?: number;
  readonly modulusLength?: number;
}

const dayMs = 86_400_000;

export async function aCertificate(wishes: CertificateWishes = {}): Promise<ACertificate> {
  const {
    commonName = 'localhost',
    dnsNames = ['localhost', 'login.localhost'],
    modulusLength = 2048,
  } = wishes;
  const { validFrom = Date.now() - dayMs, validTo = Date.now() + dayMs } = wishes;
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength,
  };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(validFrom),
    notAfter: new Date(validTo),
    extensions: [
      new SubjectAlternativeNameExtension(dnsNames.map((value) => ({ type: 'dns' as const, value }))),
    ],
  });
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    certificate: `${certificate.toString('pem')}\n`,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
