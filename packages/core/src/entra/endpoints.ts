import type { TenantId } from '../ids.ts';
import type { Cloud } from './cloud.ts';

/** Who may sign in: one tenant, or any work or school account. `common` and `consumers` are never right here. */
export type Authority = TenantId | 'organizations';

/** Entra's two generations of endpoints. Codes and refresh tokens of one are good at the other. */
export type EndpointVersion = 'v1' | 'v2';

const paths: Readonly<Record<EndpointVersion, { readonly oauth2: string; readonly discovery: string }>> = {
  v1: { oauth2: 'oauth2', discovery: 'common/.well-known/openid-configuration' },
  v2: { oauth2: 'oauth2/v2.0', discovery: 'organizations/v2.0/.well-known/openid-configuration' },
};

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function authorizeEndpoint(cloud: Cloud, authority: Authority, version: EndpointVersion): string {
  return `${cloud.loginBaseUrl}/${authority}/${paths[version].oauth2}/authorize`;
}

/**
 * Of a named tenant: a code is redeemed where it was issued, a refresh token where the token is for. Only the code of a sign-in
 * that left the tenant open was issued at `organizations`, and is redeemed there.
 */
export function tokenEndpoint(cloud: Cloud, authority: Authority, version: EndpointVersion): string {
  return `${cloud.loginBaseUrl}/${authority}/${paths[version].oauth2}/token`;
}

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code */
export function deviceCodeEndpoint(cloud: Cloud, tenant: TenantId, version: EndpointVersion): string {
  return `${cloud.loginBaseUrl}/${tenant}/${paths[version].oauth2}/devicecode`;
}

/**
 * Always of a named tenant: who comes back from `organizations` says only by the redirect whose consent it was.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function adminConsentEndpoint(cloud: Cloud, tenant: TenantId, version: EndpointVersion): string {
  return `${cloud.loginBaseUrl}/${tenant}${version === 'v2' ? '/v2.0' : ''}/adminconsent`;
}

/** The metadata of one tenant, by a domain of it: its issuer names the tenant. */
export function domainDiscoveryEndpoint(cloud: Cloud, domain: string): string {
  return `${cloud.loginBaseUrl}/${domain}/v2.0/.well-known/openid-configuration`;
}

/**
 * The tenant-independent metadata, whose issuer is a template. Its keys say which issuer they sign for; those of
 * v1 do not.
 */
export function discoveryEndpoint(cloud: Cloud, version: EndpointVersion): string {
  return `${cloud.loginBaseUrl}/${paths[version].discovery}`;
}

/** The origin of the sign-in page, for a content security policy. */
export function loginOrigin(cloud: Cloud): string {
  return new URL(cloud.loginBaseUrl).origin;
}
