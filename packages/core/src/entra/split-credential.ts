import type { ClientCredential } from './client-credential.ts';
import { listCertificateBlocks } from './pem.ts';
import { hasKeyAmong } from './read-certificate.ts';

/**
 * Takes apart what stands in one place: each certificate whose key is there as well is a credential, in the order of the
 * certificates. The others, such as those of a chain, are none. So one certificate can follow another in a file that is never
 * without one that works.
 *
 * @returns at least one. Where no certificate has its key, what was given, so that a check says what is wrong with it.
 */
export function splitCredential(
  credential: ClientCredential,
): readonly [ClientCredential, ...ClientCredential[]] {
  if (credential.kind === 'secret') return [credential];
  const { privateKey } = credential;
  const [first, ...others] = [...new Set(listCertificateBlocks(credential.certificate))]
    .filter((certificate) => hasKeyAmong(certificate, privateKey))
    .map((certificate) => ({ kind: 'certificate', certificate, privateKey }) as const);
  return first === undefined ? [credential] : [first, ...others];
}
