import type { Origins } from '../origins.ts';
import { findServicePrincipal } from './find.ts';
import { RESOURCES, findResource } from './resources.ts';
import type { Resource } from './resources.ts';
import type { Application, Tenant, World } from './types.ts';

/** Where a resource is looked for. */
export interface ResourceSource {
  readonly world: World;
  readonly origins: Origins;
}

/** Finds a resource of Microsoft's cloud, or an API of one of the world's applications, by any of its identifiers. */
export function findWorldResource(
  { world, origins }: ResourceSource,
  identifier: string,
): Resource | undefined {
  const known = findResource(identifier, origins);
  if (known !== undefined) return known;
  const wanted = identifier.replace(/\/+$/, '').toLowerCase();
  const application = world.applications.find(
    ({ api, clientId }) => api !== undefined && [api.identifierUri.toLowerCase(), clientId].includes(wanted),
  );
  return application && readApi(application);
}

/** Finds a resource by its canonical URI, as consents and registrations name it. */
export function findResourceByUri(world: Pick<World, 'applications'>, uri: string): Resource | undefined {
  const known = RESOURCES.find((resource) => resource.uri === uri);
  if (known !== undefined) return known;
  const application = world.applications.find(({ api }) => api?.identifierUri === uri);
  return application && readApi(application);
}

/** True when a tenant has the service principal of a resource. */
export function isInTenant(world: World, resource: Resource, tenant: Tenant): boolean {
  if (resource.tenantKinds.includes(tenant.kind)) return true;
  return findServicePrincipal(world, tenant.id, resource.appId) !== undefined;
}

function readApi({ api, clientId, displayName }: Application): Resource | undefined {
  if (api === undefined) return undefined;
  return {
    uri: api.identifierUri,
    appId: clientId,
    displayName,
    accessTokenVersion: api.accessTokenVersion,
    tenantKinds: [],
    aliases: [],
    permissions: Object.fromEntries(
      api.scopes.map((scope) => [scope, { words: `Use ${displayName} as you` }]),
    ),
    roles: [],
  };
}
