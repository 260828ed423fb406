import { createHash, timingSafeEqual } from 'node:crypto';
import type { SandboxParts } from '../../parts.ts';
import type { Application } from '../../world/types.ts';
import { getField } from '../form.ts';
import { getClient } from '../get-client.ts';
import { EntraRefusal } from '../refusal.ts';
import { verifyClientAssertion } from './client-assertion.ts';
import type { TokenRequest } from './read-token-request.ts';

/** The application that asks, and how it proved itself. */
export interface AuthenticatedClient {
  application: Application;
  /** `none` for a public client. */
  method: 'none' | 'secret' | 'certificate' | 'federated';
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Authenticates the client: a secret in the body or by HTTP Basic, or an assertion, signed with a certificate or by an identity
 * provider that the registration trusts. A public client has nothing to prove itself with.
 *
 * @throws EntraRefusal 700016, 50194 unknown client; 7000218 no credential; 700025 credential of a public client; 9002313 empty
 * secret, 90014 empty assertion; 7000215, 7000222 secret; 7000xx, 70021x assertion
 */
export async function authenticateClient(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
): Promise<AuthenticatedClient> {
  const { form, request, segment } = tokenRequest;
  if (form.get('client_secret') === '') throw new EntraRefusal(9002313);
  const assertion = form.has('client_assertion') ? getField(form, 'client_assertion') : undefined;
  const basic = readBasic(request.headers.get('authorization'));
  const clientId = basic?.clientId ?? getField(form, 'client_id');
  const application = getClient(parts.world, segment, clientId);
  const secret = basic?.secret ?? form.get('client_secret');
  const hasCredential = assertion !== undefined || Boolean(secret);
  if (isPublic(tokenRequest, application, hasCredential)) {
    if (hasCredential) throw new EntraRefusal(700025);
    return { application, method: 'none' };
  }
  if (assertion !== undefined) {
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
      throw new EntraRefusal(900144, { parameter: 'client_assertion_type' });
    }
    const method = await verifyClientAssertion(parts, tokenRequest, application, assertion);
    return { application, method };
  }
  if (!secret) throw new EntraRefusal(7000218);
  assertSecret(application, secret, parts.clock.now());
  return { application, method: 'secret' };
}

/** The grant says whether its client is a public one. Where it is not known, the registration does. */
function isPublic(
  { grantType, platform }: TokenRequest,
  { allowPublicClientFlows = false, redirectUris }: Application,
  hasCredential: boolean,
): boolean {
  if (grantType === 'client_credentials') return false;
  if (grantType === 'device_code') return hasCredential || allowPublicClientFlows;
  if (platform !== undefined) return platform !== 'web';
  return !hasCredential && (allowPublicClientFlows || redirectUris.length === 0);
}

function assertSecret({ clientId, secrets }: Application, value: string, now: number): void {
  const digest = digestOf(value);
  const found = secrets.filter((secret) => timingSafeEqual(digestOf(secret.value), digest))[0];
  if (found === undefined) throw new EntraRefusal(7000215, { clientId });
  if (found.expiresAt !== undefined && found.expiresAt <= now) throw new EntraRefusal(7000222, { clientId });
}

/** Texts of any length become values of one length, which can be compared in constant time. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function readBasic(authorization: string | null): { clientId: string; secret: string } | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString();
  const colon = decoded.indexOf(':');
  if (colon === -1) return undefined;
  return { clientId: decodePart(decoded.slice(0, colon)), secret: decodePart(decoded.slice(colon + 1)) };
}

/** Both parts are form-encoded (RFC 6749 section 2.3.1). */
function decodePart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
