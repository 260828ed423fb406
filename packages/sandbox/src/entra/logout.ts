import { decodeJwt } from 'jose';
import type { SandboxParts } from '../parts.ts';
import { findApplication } from '../world/find.ts';
import { answerRefusal } from './answer-refusal.ts';
import { readForm } from './form.ts';
import { signedOutPage } from './pages/signed-out-page.ts';
import { findPlatform } from './platforms.ts';
import { redirectTo } from './redirect.ts';
import { EntraRefusal } from './refusal.ts';
import { readBrowserId } from './sign-in/browser-cookie.ts';
import { readTenantSegment } from './tenant-segment.ts';

/**
 * `/{tenant}/oauth2/logout` and `/{tenant}/oauth2/v2.0/logout`, by GET or POST: signs every account out of the browser. Refresh
 * tokens stay alive.
 */
export async function logout(parts: SandboxParts, request: Request, tenant: string): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const fields = request.method === 'POST' ? await readForm(request) : searchParams;
  try {
    readTenantSegment(parts.world, tenant);
  } catch (error) {
    if (!(error instanceof EntraRefusal)) throw error;
    return answerRefusal(parts, request, error);
  }
  const browserId = readBrowserId(request) ?? '';
  const clientIds = [
    ...(parts.entra.browserSessions.get(browserId)?.clientIds ?? []),
    fields.get('client_id') ?? '',
    readHintedClient(fields.get('id_token_hint')),
  ];
  parts.entra.browserSessions.delete(browserId);
  const redirectUri = fields.get('post_logout_redirect_uri');
  if (redirectUri === null || !isRegistered(parts, clientIds, redirectUri)) return signedOutPage();
  return redirectTo(withState(redirectUri, fields.get('state')));
}

/** The browser is never sent anywhere but to a redirect URI that one of these applications registered. */
function isRegistered(parts: SandboxParts, clientIds: string[], redirectUri: string): boolean {
  return clientIds.some((clientId) => {
    const application = findApplication(parts.world, clientId);
    return application !== undefined && findPlatform(application, redirectUri) !== undefined;
  });
}

/** The hint is not verified: it says no more than `client_id` does. */
function readHintedClient(idToken: string | null): string {
  try {
    const { aud } = decodeJwt(idToken ?? '');
    return typeof aud === 'string' ? aud : '';
  } catch {
    return '';
  }
}

function withState(redirectUri: string, state: string | null): string {
  if (state === null) return redirectUri;
  const url = new URL(redirectUri);
  url.searchParams.set('state', state);
  return url.href;
}
