import type { ApplicationId, TenantId } from '../ids.ts';
import type { Cloud } from './cloud.ts';
import { adminConsentEndpoint, type EndpointVersion } from './endpoints.ts';
import { withQuery } from './with-query.ts';

export interface AdminConsentRequest {
  readonly tenant: TenantId;
  readonly clientId: ApplicationId;
  readonly redirectUri: string;
  /**
   * One or more; without any, v2 answers AADSTS900144. `<resource>/.default` stands for everything on the registration, whichever
   * API of it is named, and is the only way to ask for application permissions. v1 always asks for everything, and takes none.
   */
  readonly scopes: readonly string[];
  /** v2 unless told. */
  readonly endpoints?: EndpointVersion;
  /** Left out in a link that is given to a person: then nobody here waits for the answer. */
  readonly state?: string;
}

/**
 * The address at which an administrator approves the application for a whole tenant. The answer is a GET at the
 * redirect URI; nothing in it proves that the approval was given.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function adminConsentUrl(cloud: Cloud, request: AdminConsentRequest): string {
  const { endpoints = 'v2' } = request;
  return withQuery(adminConsentEndpoint(cloud, request.tenant, endpoints), {
    client_id: request.clientId,
    scope: endpoints === 'v2' ? request.scopes.join(' ') : undefined,
    redirect_uri: request.redirectUri,
    state: request.state,
  });
}
