import type { ApplicationId, TenantId } from '../ids.ts';
import type { Cloud } from './cloud.ts';
import { adminConsentEndpoint } from './endpoints.ts';
import { withQuery } from './with-query.ts';

export interface AdminConsentRequest {
  readonly tenant: TenantId;
  readonly clientId: ApplicationId;
  readonly redirectUri: string;
  /** One or more; without any, Entra answers AADSTS900144. */
  readonly scopes: readonly string[];
  /** Left out in a link that is given to a person: then nobody here waits for the answer. */
  readonly state?: string;
}

/**
 * The address at which an administrator approves the application for a whole tenant. The answer is a GET at the
 * redirect URI; nothing in it proves that the approval was given.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function adminConsentUrl(cloud: Cloud, request: AdminConsentRequest): string {
  return withQuery(adminConsentEndpoint(cloud, request.tenant), {
    client_id: request.clientId,
    scope: request.scopes.join(' '),
    redirect_uri: request.redirectUri,
    state: request.state,
  });
}
