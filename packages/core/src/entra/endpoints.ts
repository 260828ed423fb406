import type { TenantId } from '../ids.ts';
import type { Cloud } from './cloud.ts';

/** Who may sign in: one tenant, or any work or school account. `common` and `consumers` are never right here. */
export type Authority = TenantId | 'organizations';

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function authorizeEndpoint(cloud: Cloud, authority: Authority): string {
  return `${cloud.loginBaseUrl}/${authority}/oauth2/v2.0/authorize`;
}

/** Always of a named tenant: a code is redeemed where it was issued, a refresh token where the token is for. */
export function tokenEndpoint(cloud: Cloud, tenant: TenantId): string {
  return `${cloud.loginBaseUrl}/${tenant}/oauth2/v2.0/token`;
}

/** @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent */
export function adminConsentEndpoint(cloud: Cloud, tenant: TenantId): string {
  return `${cloud.loginBaseUrl}/${tenant}/v2.0/adminconsent`;
}

/** The tenant-independent metadata, whose issuer is a template and whose keys say which issuer they sign for. */
export function discoveryEndpoint(cloud: Cloud): string {
  return `${cloud.loginBaseUrl}/organizations/v2.0/.well-known/openid-configuration`;
}

/** The origin of the sign-in page, for a content security policy. */
export function loginOrigin(cloud: Cloud): string {
  return new URL(cloud.loginBaseUrl).origin;
}
