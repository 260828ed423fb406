import { X509Certificate, createHash } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import type { SandboxParts } from '../../parts.ts';
import type { Application } from '../../world/types.ts';
import { EntraRefusal } from '../refusal.ts';
import type { TokenRequest } from './read-token-request.ts';

/**
 * Checks a client assertion against the certificates of the application.
 *
 * @throws EntraRefusal 700027 key or signature, 700023 audience, 700024 time, 700021 issuer, 50048 subject
 */
export async function checkClientAssertion(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  application: Application,
  assertion: string,
): Promise<void> {
  const { clientId } = application;
  const certificate = findCertificate(application, readHeader(assertion, clientId));
  const claims = await verifySignature(assertion, certificate, clientId);
  checkTime(claims, parts.clock.now());
  checkAudience(claims, listTokenUrls(parts, tokenRequest));
  if (claims.sub !== claims.iss) throw new EntraRefusal(50048);
  if (claims.iss?.toLowerCase() !== clientId) throw new EntraRefusal(700021);
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
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new EntraRefusal(700027, { reason: 'The signature is not valid.', clientId });
  }
}

const TOLERANCE_MS = 5 * 60_000;

function checkTime({ exp, nbf }: JWTPayload, now: number): void {
  const isEarly = nbf !== undefined && nbf * 1000 > now + TOLERANCE_MS;
  const isLate = exp === undefined || exp * 1000 <= now - TOLERANCE_MS;
  if (isEarly || isLate) throw new EntraRefusal(700024, { now: new Date(now).toISOString() });
}

function checkAudience({ aud }: JWTPayload, tokenUrls: string[]): void {
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
