import type { SandboxParts } from '../../parts.ts';
import type { Application } from '../../world/types.ts';
import { getClient } from '../find-client.ts';
import { EntraRefusal } from '../refusal.ts';
import { checkClientAssertion } from './client-assertion.ts';
import { getField } from './read-token-request.ts';
import type { TokenRequest } from './read-token-request.ts';

/** The application that asks, and how it proved itself. */
export interface AuthenticatedClient {
  application: Application;
  method: 'secret' | 'certificate';
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Authenticates the client: a secret in the body or by HTTP Basic, or an assertion signed with a certificate.
 *
 * @throws EntraRefusal 700016, 50194 unknown client; 7000218 no credential; 7000215, 7000222 secret; 7000xx assertion
 */
export async function authenticateClient(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
): Promise<AuthenticatedClient> {
  const { form, request, segment } = tokenRequest;
  const basic = readBasic(request.headers.get('authorization'));
  const clientId = basic?.clientId ?? getField(form, 'client_id');
  const application = getClient(parts.world, segment, clientId);
  const assertion = form.get('client_assertion');
  if (assertion) {
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
      throw new EntraRefusal(900144, { parameter: 'client_assertion_type' });
    }
    await checkClientAssertion(parts, tokenRequest, application, assertion);
    return { application, method: 'certificate' };
  }
  const secret = basic?.secret ?? form.get('client_secret');
  if (!secret) throw new EntraRefusal(7000218);
  checkSecret(application, secret, parts.clock.now());
  return { application, method: 'secret' };
}

function checkSecret({ clientId, secrets }: Application, value: string, now: number): void {
  const found = secrets.find((secret) => secret.value === value);
  if (found === undefined) throw new EntraRefusal(7000215, { clientId });
  if (found.expiresAt !== undefined && found.expiresAt <= now) throw new EntraRefusal(7000222, { clientId });
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
