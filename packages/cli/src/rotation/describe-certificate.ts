import { createHash, createPublicKey, X509Certificate } from 'node:crypto';

/** SHA-1 in hexadecimal: how Microsoft's portals show a certificate. @param certificate PEM */
export function thumbprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint.replaceAll(':', '');
}

/** When it ends, RFC 3339. @param certificate PEM */
export function endOf(certificate: string): string {
  return new X509Certificate(certificate).validToDate.toISOString();
}

/** SHA-256, in hexadecimal, of the public key: the same of a certificate and of its private key. @param pem either of them */
export function publicKeyOf(pem: string): string {
  const key = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('hex');
}
