import type { Application } from '../world/types.ts';
import { EntraRefusal } from './refusal.ts';

/**
 * The platform of a registration that a redirect URI belongs to. It decides what a client must prove: `web` clients have a
 * credential, `spa` (a page in a browser) and `public` (mobile and desktop) have none.
 */
export type Platform = 'web' | 'spa' | 'public';

/** Every redirect URI of a registration; those of the web platform come first. */
export function listRedirectUris(application: Application): string[] {
  const { redirectUris, spaRedirectUris = [], publicClientRedirectUris = [] } = application;
  return [...redirectUris, ...spaRedirectUris, ...publicClientRedirectUris];
}

/**
 * Finds the platform of a redirect URI, which must be equal to a registered one. For the public platform the port does not
 * count at `http://localhost` and `http://127.0.0.1` (RFC 8252 section 7.3).
 */
export function findPlatform(application: Application, redirectUri: string): Platform | undefined {
  const { redirectUris, spaRedirectUris = [], publicClientRedirectUris = [] } = application;
  if (redirectUris.includes(redirectUri)) return 'web';
  if (spaRedirectUris.includes(redirectUri)) return 'spa';
  if (!URL.canParse(redirectUri)) return undefined;
  const asked = withoutLoopbackPort(redirectUri);
  return publicClientRedirectUris.some((uri) => withoutLoopbackPort(uri) === asked) ? 'public' : undefined;
}

/**
 * Reads a redirect URI, which must be registered for one of the platforms.
 *
 * @throws EntraRefusal 500113 nothing is registered, 50011 not equal, 900144 absent
 */
export function readRedirectUri(
  application: Application,
  redirectUri: string | null,
): { redirectUri: string; platform: Platform } {
  const { clientId } = application;
  if (listRedirectUris(application).length === 0) throw new EntraRefusal(500113);
  if (redirectUri === null) throw new EntraRefusal(900144, { parameter: 'redirect_uri' });
  const platform = findPlatform(application, redirectUri);
  if (platform === undefined) throw new EntraRefusal(50011, { redirectUri, clientId });
  return { redirectUri, platform };
}

/** The origins of the pages that redeem codes and refresh tokens of the single-page platform. */
export function listSpaOrigins({ spaRedirectUris = [] }: Application): string[] {
  return spaRedirectUris.map((uri) => new URL(uri).origin);
}

/**
 * What a content security policy calls the place of a redirect URI: its origin, or its scheme where the system hands it to an
 * application.
 */
export function policySource(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return origin === 'null' ? protocol : origin;
}

const LOOPBACK_PORT = /^(http:\/\/(?:localhost|127\.0\.0\.1)):\d{1,5}(?=[/?#]|$)/;

function withoutLoopbackPort(uri: string): string {
  return uri.replace(LOOPBACK_PORT, '$1');
}
