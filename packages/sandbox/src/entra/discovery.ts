import type { SandboxParts } from '../parts.ts';
import { issuerV1, issuerV2 } from './issuers.ts';
import { CONSUMER_TENANT_ID, listPublishedKeys, publicJwk } from './signing-keys.ts';
import { readTenantSegment } from './tenant-segment.ts';

/** `GET /{tenant}/v2.0/.well-known/openid-configuration`. For an alias, the issuer holds the placeholder `{tenantid}`. */
export function discoveryV2(parts: SandboxParts, tenant: string): Response {
  const place = readPlace(parts, tenant);
  return Response.json({
    ...commonMetadata(parts, place, { oauth2: 'oauth2/v2.0', keys: 'discovery/v2.0/keys' }),
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: issuerV2(parts, place.tenantId),
    request_uri_parameter_supported: false,
    claims_supported: [...COMMON_CLAIMS, 'preferred_username'],
  });
}

/** `GET /{tenant}/.well-known/openid-configuration`: the same for v1. */
export function discoveryV1(parts: SandboxParts, tenant: string): Response {
  const place = readPlace(parts, tenant);
  return Response.json({
    ...commonMetadata(parts, place, { oauth2: 'oauth2', keys: 'discovery/keys' }),
    scopes_supported: ['openid'],
    issuer: issuerV1(parts, place.tenantId),
    claims_supported: [...COMMON_CLAIMS, 'amr', 'upn', 'unique_name', 'given_name', 'family_name'],
  });
}

const COMMON_CLAIMS = ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'name', 'tid', 'ver'];

/** What the first segment of a path stands for in metadata. */
interface Place {
  /** The segment of the URLs. */
  path: string;
  /** A GUID, or the placeholder of an alias. */
  tenantId: string;
  isTenant: boolean;
}

function readPlace(parts: SandboxParts, tenant: string): Place {
  const segment = readTenantSegment(parts.world, tenant);
  if (segment.kind === 'alias') {
    const tenantId = segment.segment === 'consumers' ? CONSUMER_TENANT_ID : '{tenantid}';
    return { path: segment.segment, tenantId, isTenant: false };
  }
  const { id } = segment.tenant;
  return { path: id, tenantId: id, isTenant: true };
}

/** The metadata that both generations have, each with its own paths. */
function commonMetadata(
  { origins }: SandboxParts,
  { path, isTenant }: Place,
  { oauth2, keys }: { oauth2: string; keys: string },
): Record<string, unknown> {
  const base = `${origins.login}/${path}`;
  return {
    authorization_endpoint: `${base}/${oauth2}/authorize`,
    token_endpoint: `${base}/${oauth2}/token`,
    device_authorization_endpoint: `${base}/${oauth2}/devicecode`,
    end_session_endpoint: `${base}/${oauth2}/logout`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/${keys}`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token'],
    tenant_region_scope: isTenant ? 'NA' : null,
    cloud_instance_name: new URL(origins.login).host,
  };
}

/** `GET /{tenant}/discovery/keys`. These keys do not say whose tokens they are for, and there is none for personal accounts. */
export function keysV1(parts: SandboxParts, tenant: string): Response {
  readTenantSegment(parts.world, tenant);
  return Response.json({ keys: listPublishedKeys(parts.keys).map((key) => publicJwk(key)) });
}

/** `GET /{tenant}/discovery/v2.0/keys`. Each key says whose tokens it is for. */
export async function keysV2(parts: SandboxParts, tenant: string): Promise<Response> {
  readTenantSegment(parts.world, tenant);
  return Response.json({
    keys: [
      ...listPublishedKeys(parts.keys).map((key) => publicJwk(key, issuerV2(parts, '{tenantid}'))),
      publicJwk(await parts.keys.getConsumer(), issuerV2(parts, CONSUMER_TENANT_ID)),
    ],
  });
}
