import type { X509Certificate } from 'node:crypto';
import { refuse } from './read-delivery.ts';

/** What a certificate must be for its key to speak for Partner Center. */
export interface CertificateTrust {
  /** Where every chain must end. */
  readonly roots: readonly X509Certificate[];
  /** What may stand between. */
  readonly intermediates: readonly X509Certificate[];
  /** `O` of the subject. */
  readonly organisation: string;
}

const longestChain = 6;
const smallestKeyBits = 2048;

/**
 * Checks the certificate that signed a delivery: an RSA key of 2,048 bits, the organisation, and a chain of certificates that are
 * valid now and may issue others, to one of the roots. Whether it was revoked is not asked: Partner Center's certificates
 * are replaced at their address, which is a fixed one.
 *
 * @param now epoch milliseconds
 * @throws ConsentryError `webhook_refused`
 */
export function checkCertificate(leaf: X509Certificate, trust: CertificateTrust, now: number): void {
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey;
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < smallestKeyBits) {
    throw refuse('certificate_key');
  }
  if (!isValidAt(leaf, now)) throw refuse('certificate_validity');
  // The parsed subject: the text of it could be made to look like another.
  if (leaf.toLegacyObject().subject.O !== trust.organisation) throw refuse('certificate_organisation');
  if (leaf.ca || !leadsToRoot(leaf, trust, now, longestChain)) throw refuse('certificate_chain');
}

function leadsToRoot(
  certificate: X509Certificate,
  trust: CertificateTrust,
  now: number,
  steps: number,
): boolean {
  if (steps === 0) return false;
  if (trust.roots.some((root) => isIssuedBy(certificate, root, now))) return true;
  return trust.intermediates.some(
    (issuer) => isIssuedBy(certificate, issuer, now) && leadsToRoot(issuer, trust, now, steps - 1),
  );
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate, now: number): boolean {
  return (
    issuer.ca &&
    isValidAt(issuer, now) &&
    certificate.fingerprint256 !== issuer.fingerprint256 &&
    certificate.checkIssued(issuer) &&
    certificate.verify(issuer.publicKey)
  );
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validFromDate.getTime() <= now && now <= validToDate.getTime();
}
