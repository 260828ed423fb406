import type { Graph } from '../apis/graph/graph.ts';
import type { ApiAnswer } from '../apis/call.ts';
import { isGuid, readTenantId, type ApplicationId, type TenantId } from '../ids.ts';
import { readObject, readPart, readText, readTexts } from '../posture/sources/read-fields.ts';
import type { RegistrationFacts } from './broker-facts.ts';

/** An application as a tenant has it. */
export interface PrincipalFacts {
  readonly isEnabled: boolean;
  /** The tenant in which the application is registered. Undefined where Graph does not say. */
  readonly home: TenantId | undefined;
}

/**
 * Reads the service principal of our application in a tenant.
 * @returns undefined where the tenant has none
 * @throws ConsentryError `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/resources/serviceprincipal (2026-11)
 */
export async function readPrincipal(
  graph: Pick<Graph, 'findServicePrincipal'>,
  application: ApplicationId,
): Promise<PrincipalFacts | undefined> {
  const select = ['id', 'appId', 'accountEnabled', 'appOwnerOrganizationId'] as const;
  const found = await graph.findServicePrincipal(application, { select });
  if (found === undefined) return undefined;
  const home = found['appOwnerOrganizationId'];
  return {
    isEnabled: found.accountEnabled !== false,
    home: isGuid(home) ? readTenantId(home) : undefined,
  };
}

/**
 * Reads our registration, in the tenant where it is.
 * @param get asks Graph in that tenant
 * @throws ConsentryError `api_bad_response`, `api_…` and what `get` throws
 * @see https://learn.microsoft.com/graph/api/application-get (2026-11): Application.Read.All, or Application.ReadWrite.OwnedBy
 */
export async function readRegistration(
  get: (path: string) => Promise<Pick<ApiAnswer, 'json'>>,
  {
    application,
    home,
    isHomePartner,
  }: Pick<RegistrationFacts, 'home' | 'isHomePartner'> & { application: ApplicationId },
): Promise<RegistrationFacts> {
  const fields = 'signInAudience,isFallbackPublicClient,web,spa,api';
  const { json } = await get(`/v1.0/applications(appId='${application}')?$select=${fields}`);
  const { signInAudience, isFallbackPublicClient, web, spa, api } = readObject(json);
  const { redirectUris, implicitGrantSettings } = readPart(web);
  const version = readPart(api)['requestedAccessTokenVersion'];
  return {
    home,
    isHomePartner,
    audience: readText(signInAudience),
    webRedirectUris: readTexts(redirectUris),
    spaRedirectUris: readTexts(readPart(spa)['redirectUris']),
    allowsPublicClients: isFallbackPublicClient === true,
    issuesIdTokens: readPart(implicitGrantSettings)['enableIdTokenIssuance'] === true,
    accessTokenVersion: typeof version === 'number' ? version : undefined,
  };
}
