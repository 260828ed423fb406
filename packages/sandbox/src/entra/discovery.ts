import type { SandboxParts } from '../parts.ts';
import { issuerV1, issuerV2 } from './issuers.ts';
import { CONSUMER_TENANT_ID, listPublishedKeys, publicJwk } from './signing-keys.ts';
import { readTenantSegment } from './tenant-segment.ts';

/** `GET /{tenant}/v2.0/.well-known/openid-configuration`. For an alias, the issuer holds the placeholder `{tenantid}`. */
export function discoveryV2(parts: SandboxParts, tenant: string): Response {
  const segment = readTenantSegment(parts.world, tenant);
  const path = segment.kind === 'tenant' ? segment.tenant.id : segment.segment;
  const base = `${parts.origins.login}/${path}`;
  return Response.json({
    token_endpoint: `${base}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'code id_token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: issuerV2(parts, segment.kind === 'tenant' ? segment.tenant.id : '{tenantid}'),
    request_uri_parameter_supported: false,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
    ],
    tenant_region_scope: segment.kind === 'tenant' ? 'NA' : null,
    cloud_instance_name: new URL(parts.origins.login).host,
  });
}

/** `GET /{tenant}/.well-known/openid-configuration`: the same for v1. */
export function discoveryV1(parts: SandboxParts, tenant: string): Response {
  const segment = readTenantSegment(parts.world, tenant);
  const path = segment.kind === 'tenant' ? segment.tenant.id : segment.segment;
  const base = `${parts.origins.login}/${path}`;
  return Response.json({
    authorization_endpoint: `${base}/oauth2/authorize`,
    token_endpoint: `${base}/oauth2/token`,
    device_authorization_endpoint: `${base}/oauth2/devicecode`,
    end_session_endpoint: `${base}/oauth2/logout`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'code id_token'],
    scopes_supported: ['openid'],
    issuer: issuerV1(parts, segment.kind === 'tenant' ? segment.tenant.id : '{tenantid}'),
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nonce',
      'amr',
      'upn',
      'unique_name',
      'name',
      'given_name',
      'family_name',
      'tid',
      'ver',
    ],
    tenant_region_scope: segment.kind === 'tenant' ? 'NA' : null,
    cloud_instance_name: new URL(parts.origins.login).host,
  });
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
