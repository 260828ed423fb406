import type { Api } from '../apis/api.ts';
import { createGraph } from '../apis/graph/graph.ts';
import { pages } from '../apis/linked-pages.ts';
import { odataQuery, odataText } from '../apis/odata.ts';
import { ConsentryError } from '../errors.ts';
import { readObject } from '../http/read-fields.ts';
import { type ApplicationId, readApplicationId } from '../ids.ts';
import type {
  FoundApi,
  FoundApplication,
  FoundConsent,
  FoundPrincipal,
  FoundRegistration,
} from './found-registration.ts';
import { applicationFields, readApplication, readGuid } from './read-application.ts';

/** What is looked for. */
export interface RegistrationQuery {
  readonly application: ApplicationId;
  /** APIs of whose permissions something is wanted to be known. */
  readonly apis: readonly ApplicationId[];
}

/**
 * Reads what stands of an application in the tenant of `graph`: its registration, if it is at home there, its service principal,
 * the APIs, and what an administrator consented to for everybody. Changes nothing.
 *
 * @param graph Graph in that tenant; the token needs `Application.Read.All`, and `Directory.Read.All` for the consents
 * @throws ConsentryError `api_…` and those of the credential source; `api_bad_response` for what is no registration
 * @see https://learn.microsoft.com/graph/api/application-list
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-list (2026-11)
 */
export async function readRegistration(
  graph: Api,
  { application, apis }: RegistrationQuery,
): Promise<FoundRegistration> {
  const principal = await findPrincipal(graph, application);
  return {
    application: (await listApplications(graph, `appId eq ${odataText(application)}`))[0],
    principal,
    ...(await readApis(graph, principal, apis)),
  };
}

/** What of a {@link FoundRegistration} is not the registration itself. */
export async function readApis(
  graph: Api,
  principal: FoundPrincipal | undefined,
  apis: readonly ApplicationId[],
): Promise<Pick<FoundRegistration, 'apis' | 'consents'>> {
  const found = new Map<ApplicationId, FoundApi>();
  for (const api of new Set(apis)) {
    const one = await findApi(graph, api);
    if (one !== undefined) found.set(api, one);
  }
  return { apis: found, consents: await readConsents(graph, principal, found) };
}

/**
 * The registrations of the tenant that have this name. A name proves nothing: anybody who may register applications may choose it.
 * @throws ConsentryError as {@link readRegistration}; `invalid_request` for a name with control characters
 */
export function listNamesakes(graph: Api, displayName: string): Promise<readonly FoundApplication[]> {
  return listApplications(graph, `displayName eq ${odataText(displayName)}`);
}

/** Finds an API as the tenant has it. @throws ConsentryError as {@link readRegistration} */
export async function findApi(graph: Api, api: ApplicationId): Promise<FoundApi | undefined> {
  const select = ['id', 'appId', 'accountEnabled', 'oauth2PermissionScopes'];
  const found = await createGraph(graph).findServicePrincipal(api, { select });
  return found === undefined ? undefined : readApi(found);
}

/** Reads a service principal that is an API. @throws ConsentryError `api_bad_response` */
export function readApi(value: unknown): FoundApi {
  const found = readObject(value);
  const offered = found['oauth2PermissionScopes'] ?? [];
  if (!Array.isArray(offered)) throw new ConsentryError('api_bad_response');
  const scopes = offered.map(readObject).flatMap(({ id, value: name, isEnabled }) => {
    if (typeof name !== 'string' || isEnabled === false) return [];
    return [[name.toLowerCase(), readGuid(id)] as const];
  });
  return {
    ...readPrincipal(found),
    api: readApplicationId(readGuid(found['appId'])),
    scopes: new Map(scopes),
  };
}

/** Finds the service principal of an application in the tenant. @throws ConsentryError as {@link readRegistration} */
export async function findPrincipal(
  graph: Api,
  application: ApplicationId,
): Promise<FoundPrincipal | undefined> {
  const select = ['id', 'appId', 'accountEnabled'];
  const found = await createGraph(graph).findServicePrincipal(application, { select });
  return found === undefined ? undefined : readPrincipal(found);
}

/** @throws ConsentryError `api_bad_response` */
export function readPrincipal(value: unknown): FoundPrincipal {
  const { id, accountEnabled } = readObject(value);
  return { id: readGuid(id), isEnabled: accountEnabled !== false };
}

async function listApplications(graph: Api, filter: string): Promise<readonly FoundApplication[]> {
  const found: FoundApplication[] = [];
  const query = odataQuery({ select: applicationFields, filter });
  for await (const one of pages<unknown>(graph, `/v1.0/applications${query}`))
    found.push(readApplication(one));
  return found;
}

async function readConsents(
  graph: Api,
  principal: FoundPrincipal | undefined,
  apis: ReadonlyMap<ApplicationId, FoundApi>,
): Promise<readonly FoundConsent[]> {
  if (principal === undefined) return [];
  const consents: FoundConsent[] = [];
  for await (const { id, resourceId, scope } of createGraph(graph).permissionGrants(
    principal.id,
    'AllPrincipals',
  )) {
    const api = [...apis.values()].find((one) => one.id === resourceId.toLowerCase());
    if (api === undefined) continue;
    consents.push({ id, api: api.api, scopes: (scope ?? '').split(/\s+/).filter((name) => name !== '') });
  }
  return consents;
}
