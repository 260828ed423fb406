import type { SandboxParts } from '../../parts.ts';
import type { Application } from '../../world/types.ts';
import { getClient } from '../get-client.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import { listRedirectUris, readRedirectUri } from '../platforms.ts';
import { EntraRefusal } from '../refusal.ts';
import { readScopes } from '../scopes.ts';
import type { AdminConsentRequest } from './admin-consent-request.ts';
import { readTenantSegment } from '../tenant-segment.ts';

/** Reads where the answer of an admin consent goes. */
export function readAdminConsentRequest(
  parts: SandboxParts,
  tenant: string,
  version: EndpointVersion,
  query: URLSearchParams,
): AdminConsentRequest {
  const segment = readTenantSegment(parts.world, tenant);
  if (version === 'v2' && segment.segment === 'common') throw new EntraRefusal(90002, { tenant });
  const clientId = query.get('client_id');
  if (!clientId) throw new EntraRefusal(900144, { parameter: 'client_id' });
  const application = getClient(parts.world, segment, clientId);
  const { redirectUri } = readRedirectUri(
    application,
    query.get('redirect_uri') ?? defaultRedirectUri(application, version),
  );
  const scope = query.get('scope') ?? '';
  if (version === 'v2' && scope.trim() === '') throw new EntraRefusal(900144, { parameter: 'scope' });
  const state = query.get('state');
  return {
    segment,
    application,
    redirectUri,
    targets: version === 'v2' ? readScopes(parts, segment, scope).targets : [],
    ...(state === null ? {} : { state }),
    ...(version === 'v2' ? { scope } : {}),
  };
}

/** The endpoint without `/v2.0` needs no redirect URI: the first registered one serves. */
function defaultRedirectUri(application: Application, version: EndpointVersion): string | null {
  return version === 'v1' ? (listRedirectUris(application)[0] ?? null) : null;
}
