import { SignJWT } from 'jose';
import type { Clock } from '../ports.ts';
import { type CertificateAndKey, readCertificate } from './read-certificate.ts';

/** Azure AD Graph: Microsoft's pages name it also where Graph is asked. */
const audience = '00000002-0000-0000-c000-000000000000';
const lifetimeSeconds = 10 * 60;

/**
 * Proves to Graph that we hold the key of a certificate of the application, so that its certificates may be changed.
 *
 * @param objectId of the registration; not the application id
 * @throws ConsentryError `invalid_configuration`: the certificate cannot be used now
 * @see https://learn.microsoft.com/graph/application-rollkey-prooftoken (2026-11)
 */
export async function provePossession(
  certificate: CertificateAndKey,
  objectId: string,
  clock: Clock,
): Promise<string> {
  const now = clock.now();
  const { key, fingerprint } = readCertificate(certificate, now);
  const seconds = Math.floor(now / 1000);
  // As Microsoft's own example signs it; whether Graph takes PS256 is not documented.
  return new SignJWT()
    .setProtectedHeader({
      alg: 'RS256',
      typ: 'JWT',
      x5t: Buffer.from(fingerprint, 'hex').toString('base64url'),
    })
    .setAudience(audience)
    .setIssuer(objectId)
    .setNotBefore(seconds)
    .setExpirationTime(seconds + lifetimeSeconds)
    .sign(key);
}
