import 'reflect-metadata'; // @peculiar/x509 needs it
import { Secret } from '@consentry/core';
import { X509CertificateGenerator } from '@peculiar/x509';

export interface NewCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PKCS#8, PEM. */
  readonly privateKey: Secret<string>;
}

export interface CertificateWish {
  readonly commonName: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly lifetimeMs: number;
}

/** Entra takes RSA alone; what it has to withstand is a year or two of signatures. */
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
/** A clock that is behind ours finds it valid all the same. */
const earlierMs = 10 * 60_000;

/** Makes a key and a certificate that is signed with it: nobody's word stands behind it, and Entra asks for none. */
export async function makeCertificate({
  commonName,
  now,
  lifetimeMs,
}: CertificateWish): Promise<NewCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // As a structure: a name in one text would have to be escaped.
    name: [{ CN: [commonName] }],
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(now - earlierMs),
    notAfter: new Date(now + lifetimeMs),
  });
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  der.fill(0);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    privateKey: Secret.of(`-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`),
  };
}
