import { X509Certificate } from 'node:crypto';

/** SHA-1 in hexadecimal: how Microsoft's portals show a certificate. @param certificate PEM */
export function thumbprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint.replaceAll(':', '');
}

/** When it ends, RFC 3339. @param certificate PEM */
export function endOf(certificate: string): string {
  return new X509Certificate(certificate).validToDate.toISOString();
}
