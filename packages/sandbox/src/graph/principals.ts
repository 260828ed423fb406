import { findServicePrincipal } from '../world/find.ts';
import { servicePrincipalId } from '../world/object-ids.ts';
import { MICROSOFT_CLIENTS } from '../world/microsoft-clients.ts';
import { RESOURCES } from '../world/resources.ts';
import type { Resource } from '../world/resources.ts';
import type { Application, ServicePrincipal, Tenant, World } from '../world/types.ts';
import { findResourceByUri, isInTenant } from '../world/world-resources.ts';
import { badRequest } from './graph-error.ts';

/** A service principal of a tenant. */
export interface Principal {
  id: string;
  appId: string;
  displayName: string;
  /** The API that it is; absent for an application that exposes none. */
  resource?: Resource;
  /** The application of the world that it is; absent for Microsoft's own. */
  client?: { application: Application; record: ServicePrincipal };
}

export type ResourcePrincipal = Principal & Required<Pick<Principal, 'resource'>>;
export type ClientPrincipal = Principal & Required<Pick<Principal, 'client'>>;

/** Every service principal of a tenant. */
export function listPrincipals(world: World, tenant: Tenant): Principal[] {
  const resources = RESOURCES.filter((one) => isInTenant(world, one, tenant)).map(
    (resource): Principal => ({
      id: servicePrincipalId(tenant.id, resource.appId),
      appId: resource.appId,
      displayName: resource.displayName,
      resource,
    }),
  );
  const clients = [...world.applications, ...MICROSOFT_CLIENTS].flatMap((application): Principal[] => {
    const { clientId, displayName, api } = application;
    const record = findServicePrincipal(world, tenant.id, clientId);
    if (record === undefined) return [];
    const resource = api && findResourceByUri(world, api.identifierUri);
    return [
      {
        id: servicePrincipalId(tenant.id, clientId),
        appId: clientId,
        displayName,
        client: { application, record },
        ...(resource === undefined ? {} : { resource }),
      },
    ];
  });
  return [...resources, ...clients];
}

/** @param id an object id, or `appId=` and an application id */
export function findPrincipal(world: World, tenant: Tenant, id: string): Principal | undefined {
  const wanted = id.toLowerCase();
  return listPrincipals(world, tenant).find(
    (principal) => principal.id === wanted || `appid=${principal.appId}` === wanted,
  );
}

/** Finds a service principal that can be given permissions. */
export function findClient(world: World, tenant: Tenant, id: string): ClientPrincipal | undefined {
  const principal = findPrincipal(world, tenant, id);
  return principal?.client && { ...principal, client: principal.client };
}

/** @throws GraphError 400 when the id is not that of an API of the tenant */
export function getResource(world: World, tenant: Tenant, id: string): ResourcePrincipal {
  const principal = findPrincipal(world, tenant, id);
  if (principal?.resource !== undefined) return { ...principal, resource: principal.resource };
  throw badRequest(`The resourceId '${id}' is no service principal of an API in this tenant.`);
}
