import { X509Certificate, createHash } from 'node:crypto';
import { z } from 'zod';
import { deriveGuid } from '../ids.ts';
import type { Application } from '../world/types.ts';
import { badRequest } from './graph-error.ts';
import type { Entity } from './odata.ts';
import { readBody } from './read-body.ts';

const credentialsBody = z.strictObject({
  keyCredentials: z.array(
    z.object({
      /** The certificate, DER in base64. Null or absent for one that stays. */
      key: z.base64().nullish(),
      keyId: z.string().nullish(),
      type: z.literal('AsymmetricX509Cert'),
      usage: z.literal('Verify'),
    }),
  ),
});

/** The certificates of an application. Graph shows what identifies them, not the certificates themselves. */
export function writeKeyCredentials({ clientId, certificates }: Application): Entity[] {
  return certificates.map((pem) => {
    const certificate = new X509Certificate(pem);
    return {
      customKeyIdentifier: thumbprintOf(certificate),
      displayName: certificate.subject.replaceAll('\n', ', '),
      endDateTime: new Date(certificate.validTo).toISOString(),
      key: null,
      keyId: keyIdOf(clientId, certificate),
      startDateTime: new Date(certificate.validFrom).toISOString(),
      type: 'AsymmetricX509Cert',
      usage: 'Verify',
    };
  });
}

/**
 * `PATCH /v1.0/applications/{id}` with `keyCredentials`: the new list takes the place of the old one. A certificate that is to
 * stay is named by its `keyId`. Other fields of a registration cannot be changed here.
 *
 * @throws GraphError 400
 */
export async function replaceKeyCredentials(application: Application, request: Request): Promise<void> {
  const { keyCredentials } = await readBody(request, credentialsBody);
  const known = application.certificates.map((pem) => new X509Certificate(pem));
  application.certificates = keyCredentials.map(({ key, keyId }) => {
    if (key) return readCertificate(key).toString();
    const kept = known.find(
      (certificate) => keyIdOf(application.clientId, certificate) === keyId?.toLowerCase(),
    );
    if (kept === undefined) throw badRequest(`New key credential must have a key: ${keyId ?? 'no keyId'}.`);
    return kept.toString();
  });
}

function readCertificate(key: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(key, 'base64'));
  } catch {
    throw badRequest('Key credential must be a certificate, DER in base64.');
  }
}

/** The SHA-1 of the certificate, in base64. */
function thumbprintOf(certificate: X509Certificate): string {
  return createHash('sha1').update(certificate.raw).digest('base64');
}

function keyIdOf(clientId: string, certificate: X509Certificate): string {
  return deriveGuid('key', clientId, certificate.fingerprint256);
}
