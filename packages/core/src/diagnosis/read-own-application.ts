import type { ApiAnswer } from '../apis/call.ts';
import type { Graph } from '../apis/graph/graph.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import { type ApplicationId, isGuid, readTenantId, type TenantId } from '../ids.ts';
import type { FoundApplication } from '../registration/found-registration.ts';
import { applicationFields, readApplication } from '../registration/read-application.ts';

/** Our application as a tenant has it: its service principal. */
export interface PrincipalFacts {
  readonly isEnabled: boolean;
  /** The tenant in which the application is registered. Undefined where nobody says. */
  readonly home: TenantId | undefined;
}

/** Entra’s numbers for an application that a tenant does not have, and for one that is disabled there. */
const absent = 700016;
const disabled = 7000112;

/**
 * Reads the service principal of our application in a tenant. Where Entra gives no token there, its number may say why.
 * @returns undefined where the tenant has none
 * @throws ConsentryError `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/resources/serviceprincipal (2026-11)
 */
export async function readOwnPrincipal(
  graph: Pick<Graph, 'findServicePrincipal'>,
  application: ApplicationId,
): Promise<PrincipalFacts | undefined> {
  try {
    const select = ['id', 'appId', 'accountEnabled', 'appOwnerOrganizationId'] as const;
    const found = await graph.findServicePrincipal(application, { select });
    if (found === undefined) return undefined;
    const home = found['appOwnerOrganizationId'];
    return {
      isEnabled: found.accountEnabled !== false,
      home: isGuid(home) ? readTenantId(home) : undefined,
    };
  } catch (error) {
    const aadsts = isConsentryError(error) ? error.facts['aadsts'] : undefined;
    if (aadsts === absent) return undefined;
    if (aadsts === disabled) return { isEnabled: false, home: undefined };
    throw error;
  }
}

/**
 * Reads our registration, in the tenant where it is.
 * @param get asks Graph in that tenant
 * @throws ConsentryError `api_bad_response`, `api_…` and what `get` throws
 * @see https://learn.microsoft.com/graph/api/application-get (2026-11): Application.Read.All, or Application.ReadWrite.OwnedBy
 */
export async function readOwnApplication(
  get: (path: string) => Promise<Pick<ApiAnswer, 'json'>>,
  application: ApplicationId,
): Promise<FoundApplication> {
  const fields = applicationFields.join(',');
  const found = readApplication(
    (await get(`/v1.0/applications(appId='${application}')?$select=${fields}`)).json,
  );
  if (found.appId === application) return found;
  throw new ConsentryError('api_bad_response', { message: 'Graph’s answer is another application.' });
}
