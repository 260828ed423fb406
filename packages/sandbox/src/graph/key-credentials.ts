import { X509Certificate, createHash } from 'node:crypto';
import { z } from 'zod';
import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import type { Application } from '../world/types.ts';
import { badRequest } from './graph-error.ts';
import { contextOf } from './odata.ts';
import type { Entity } from './odata.ts';
import { assertPossession } from './proof-of-possession.ts';
import { readBody } from './read-body.ts';

/** The certificates of a registration, as a whole. */
export const keyCredentialsSchema = z.array(
  z.object({
    /** The certificate, DER in base64. Null or absent for one that stays. */
    key: z.base64().nullish(),
    keyId: z.string().nullish(),
    type: z.literal('AsymmetricX509Cert'),
    usage: z.literal('Verify'),
  }),
);

const additionBody = z.strictObject({
  keyCredential: z.object({
    key: z.base64(),
    displayName: z.string().nullish(),
    type: z.literal('AsymmetricX509Cert'),
    usage: z.literal('Verify'),
  }),
  passwordCredential: z.null().optional(),
  proof: z.string(),
});
const removalBody = z.strictObject({ keyId: z.string(), proof: z.string() });

/** The certificates of an application. Graph shows what identifies them, not the certificates themselves. */
export function writeKeyCredentials({ clientId, certificates }: Application): Entity[] {
  return certificates.map((pem) => writeCredential(clientId, new X509Certificate(pem)));
}

function writeCredential(clientId: string, certificate: X509Certificate): Entity {
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
}

/**
 * Reads the list that takes the place of the old one. A certificate that is to stay is named by its `keyId`.
 *
 * @returns PEM
 * @throws GraphError 400
 */
export function readCertificates(
  { clientId, certificates }: Application,
  credentials: z.infer<typeof keyCredentialsSchema>,
): string[] {
  const known = certificates.map((pem) => new X509Certificate(pem));
  return credentials.map(({ key, keyId }) => {
    if (key) return readCertificate(key).toString();
    const kept = known.find((certificate) => keyIdOf(clientId, certificate) === keyId?.toLowerCase());
    if (kept === undefined) throw badRequest(`New key credential must have a key: ${keyId ?? 'no keyId'}.`);
    return kept.toString();
  });
}

/**
 * `POST /v1.0/applications/{id}/addKey`: one more certificate. The caller proves that it holds the key of one that is there.
 * Documented: what is asked, the proof, 200 with the new credential. Guessed (2026-11): that one that is there already, or has
 * ended, is refused with 400.
 *
 * @throws GraphError 400, 401 `Authentication_MissingOrMalformed`
 * @see https://learn.microsoft.com/graph/api/application-addkey
 */
export async function addKey(
  parts: SandboxParts,
  application: Application,
  request: Request,
): Promise<Entity> {
  const { keyCredential, proof } = await readBody(request, additionBody);
  await assertPossession(parts, application, proof);
  const certificate = readCertificate(keyCredential.key);
  if (certificate.validToDate.getTime() <= parts.clock.now()) throw badRequest('Key credential has ended.');
  const isThere = application.certificates.some(
    (pem) => new X509Certificate(pem).fingerprint256 === certificate.fingerprint256,
  );
  if (isThere) throw badRequest('Key credential is there already.');
  application.certificates.push(certificate.toString());
  return {
    ...contextOf(parts, 'microsoft.graph.keyCredential'),
    ...writeCredential(application.clientId, certificate),
  };
}

/**
 * `POST /v1.0/applications/{id}/removeKey`. The proof may be made with the key that goes (a guess, 2026-11).
 *
 * @throws GraphError 400, 401 `Authentication_MissingOrMalformed`
 * @see https://learn.microsoft.com/graph/api/application-removekey
 */
export async function removeKey(
  parts: SandboxParts,
  application: Application,
  request: Request,
): Promise<void> {
  const { keyId, proof } = await readBody(request, removalBody);
  await assertPossession(parts, application, proof);
  const rest = application.certificates.filter(
    (pem) => keyIdOf(application.clientId, new X509Certificate(pem)) !== keyId.toLowerCase(),
  );
  if (rest.length === application.certificates.length) {
    throw badRequest(`No credentials found to be removed: ${keyId}.`);
  }
  application.certificates = rest;
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
