import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { SandboxParts } from '../../parts.ts';
import type { Application, FederatedCredential } from '../../world/types.ts';
import { EntraRefusal } from '../refusal.ts';
import { assertAssertionTime } from './assertion-time.ts';

/** True for an assertion of an identity provider: its issuer is a URL, where a client names its own id. */
export function isFederatedAssertion(assertion: string): boolean {
  try {
    return URL.canParse(decodeJwt(assertion).iss ?? '');
  } catch {
    return false;
  }
}

/**
 * Checks an assertion of an identity provider against the federated credentials of the application. All three values are
 * compared letter for letter.
 *
 * @throws EntraRefusal 700211 issuer, 700213 subject, 700212 audience, 7000272 key, 700027 signature, 700024 time
 */
export async function verifyFederatedAssertion(
  parts: SandboxParts,
  application: Application,
  assertion: string,
): Promise<void> {
  const credential = findCredential(application, decodeJwt(assertion));
  const claims = await verifySignature(application, credential, assertion);
  assertAssertionTime(claims, parts.clock.now());
}

function findCredential(application: Application, { iss, sub, aud }: JWTPayload): FederatedCredential {
  const audiences = [aud ?? []].flat();
  const ofIssuer = (application.federatedCredentials ?? []).filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) throw new EntraRefusal(700211, { issuer: iss ?? '' });
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) throw new EntraRefusal(700213, { subject: sub ?? '' });
  const found = ofSubject.find(({ audience }) => audiences.includes(audience));
  if (found === undefined) throw new EntraRefusal(700212, { audience: audiences.join(' ') });
  return found;
}

async function verifySignature(
  { clientId }: Application,
  { issuer, keys }: FederatedCredential,
  assertion: string,
): Promise<JWTPayload> {
  try {
    // Time is checked afterwards, by the sandbox's clock and with Entra's own number.
    const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys: keys.map(asJwk) }), {
      algorithms: ['RS256', 'PS256', 'ES256'],
      currentDate: new Date(0),
      clockTolerance: Number.MAX_SAFE_INTEGER,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
      throw new EntraRefusal(7000272, { keyId: decodeProtectedHeader(assertion).kid ?? '', issuer });
    }
    // A TypeError says that the key does not go with the algorithm, a DOMException that it is none.
    const isKeyProblem = error instanceof TypeError || error instanceof DOMException;
    if (!(error instanceof errors.JOSEError || isKeyProblem)) throw error;
    throw new EntraRefusal(700027, { reason: 'The signature is not valid.', clientId });
  }
}

/** The world's schema makes sure that a key has its `kty`. */
function asJwk(key: Record<string, unknown>): { kty: string } {
  return { ...key, kty: String(key['kty']) };
}
