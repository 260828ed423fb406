import { X509Certificate, createHash } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import type { SandboxParts } from '../../parts.ts';
import type { Application } from '../../world/types.ts';
import { EntraRefusal } from '../refusal.ts';
import { assertAssertionTime } from './assertion-time.ts';
import { verifyFederatedAssertion, isFederatedAssertion } from './federated-assertion.ts';
import type { TokenRequest } from './read-token-request.ts';

/**
 * Checks a client assertion: against the certificates of the application, or, where an identity provider made it, against the
 * federated credentials.
 *
 * @throws EntraRefusal 700027 key or signature, 700023 audience, 700024 time, 700021 issuer, 50048 subject; 70021x, 7000272
 * federated
 */
export async function verifyClientAssertion(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  application: Application,
  assertion: string,
): Promise<'certificate' | 'federated'> {
  const { clientId } = application;
  if (isFederatedAssertion(assertion)) {
    await verifyFederatedAssertion(parts, application, assertion);
    return 'federated';
  }
  const certificate = findCertificate(application, readHeader(assertion, clientId));
  const claims = await verifySignature(assertion, certificate, clientId);
  assertAssertionTime(claims, parts.clock.now());
  assertAudience(claims, listTokenUrls(parts, tokenRequest));
  if (claims.sub !== claims.iss) throw new EntraRefusal(50048);
  if (typeof claims.iss !== 'string' || claims.iss.toLowerCase() !== clientId) throw new EntraRefusal(700021);
  return 'certificate';
}

function readHeader(assertion: string, clientId: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    throw new EntraRefusal(700027, { reason: 'The assertion is malformed.', clientId });
  }
}

function findCertificate(application: Application, header: ProtectedHeaderParameters): X509Certificate {
  for (const pem of application.certificates) {
    const certificate = new X509Certificate(pem);
    if (header['x5t#S256'] === thumbprint(certificate, 'sha256')) return certificate;
    if (header.x5t === thumbprint(certificate, 'sha1')) return certificate;
  }
  const reason = 'The key was not found.';
  throw new EntraRefusal(700027, { reason, clientId: application.clientId });
}

function thumbprint(certificate: X509Certificate, algorithm: 'sha1' | 'sha256'): string {
  return createHash(algorithm).update(certificate.raw).digest('base64url');
}

async function verifySignature(
  assertion: string,
  certificate: X509Certificate,
  clientId: string,
): Promise<JWTPayload> {
  try {
    // Time is checked afterwards, by the sandbox's clock and with Entra's own number.
    const { payload } = await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['PS256', 'RS256'],
      currentDate: new Date(0),
      clockTolerance: Number.MAX_SAFE_INTEGER,
    });
    return payload;
  } catch (error) {
    // Of the other two, one says that the key is too short, one that it is of another kind than the algorithm.
    const isKeyProblem = error instanceof TypeError || error instanceof DOMException;
    if (!(error instanceof errors.JOSEError || isKeyProblem)) throw error;
    throw new EntraRefusal(700027, { reason: 'The signature is not valid.', clientId });
  }
}

function assertAudience({ aud }: JWTPayload, tokenUrls: string[]): void {
  const audiences = [aud ?? []].flat();
  if (audiences.some((audience) => tokenUrls.includes(audience))) return;
  throw new EntraRefusal(700023, { tokenUrl: tokenUrls[0] ?? '' });
}

/** The token URL as it was posted to, and with the tenant's GUID. v1 takes the URL of v2 as well. */
function listTokenUrls(parts: SandboxParts, { segment, version }: TokenRequest): string[] {
  const names = segment.kind === 'tenant' ? [segment.segment, segment.tenant.id] : [segment.segment];
  const paths = version === 'v1' ? ['oauth2/token', 'oauth2/v2.0/token'] : ['oauth2/v2.0/token'];
  return paths.flatMap((path) => names.map((name) => `${parts.origins.login}/${name}/${path}`));
}
