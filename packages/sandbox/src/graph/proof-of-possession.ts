import { X509Certificate } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { SandboxParts } from '../parts.ts';
import { registrationId } from '../world/object-ids.ts';
import type { Application } from '../world/types.ts';
import { GraphError } from './graph-error.ts';

/** Azure AD Graph, which these calls have come from. */
const AUDIENCE = '00000002-0000-0000-c000-000000000000';
const LIFE_SECONDS = 10 * 60;
/** How far a clock may be off. A guess (2026-11). */
const SKEW_SECONDS = 5 * 60;

/**
 * Checks that a caller holds the key of a certificate of the application: a JWT for this audience, issued by the object id of the
 * registration, signed with one of its certificates that is valid now. That its life may not be longer than ten minutes is taken
 * from "should"; that every flaw is answered with the same code, from reports of those who met it (2026-11).
 *
 * @throws GraphError 401 `Authentication_MissingOrMalformed`
 * @see https://learn.microsoft.com/graph/application-rollkey-prooftoken
 */
export async function assertPossession(
  { clock }: SandboxParts,
  application: Application,
  proof: string,
): Promise<void> {
  const now = clock.now();
  const claims = await findClaims(listValid(application, now), proof);
  if (claims === undefined || !isFitting(claims, registrationId(application.clientId), now / 1000)) {
    throw new GraphError(401, 'Authentication_MissingOrMalformed', 'Access Token missing or malformed.');
  }
}

function listValid({ certificates }: Application, now: number): X509Certificate[] {
  return certificates
    .map((pem) => new X509Certificate(pem))
    .filter(
      ({ validFromDate, validToDate }) => validFromDate.getTime() <= now && now <= validToDate.getTime(),
    );
}

/** The header need not name the certificate. */
async function findClaims(certificates: X509Certificate[], proof: string): Promise<JWTPayload | undefined> {
  for (const { publicKey } of certificates) {
    try {
      const { payload } = await jwtVerify(proof, publicKey, {
        algorithms: ['PS256', 'RS256'],
        // Time is checked afterwards, by the sandbox's clock.
        currentDate: new Date(0),
        clockTolerance: Number.MAX_SAFE_INTEGER,
      });
      return payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError || error instanceof TypeError)) throw error;
    }
  }
  return undefined;
}

function isFitting({ aud, iss, nbf, exp }: JWTPayload, objectId: string, now: number): boolean {
  if (aud !== AUDIENCE || iss !== objectId || nbf === undefined || exp === undefined) return false;
  return nbf <= now + SKEW_SECONDS && now < exp + SKEW_SECONDS && exp - nbf <= LIFE_SECONDS;
}
