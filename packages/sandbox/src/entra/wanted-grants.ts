import { listConsentedScopes } from '../world/consents.ts';
import type { ConsentHolder } from '../world/consents.ts';
import { findResourceByUri, isInTenant } from '../world/world-resources.ts';
import type { Application, ResourceScopes, Tenant, World } from '../world/types.ts';
import { EntraRefusal } from './refusal.ts';
import { hasMoreThanSignIn } from './scopes.ts';
import type { ScopeTarget } from './scopes.ts';

/** What a request needs consent for. */
export interface WantedGrants {
  /** Everything that the request asks for. */
  all: ResourceScopes[];
  /** The part that nobody has consented to yet. */
  missing: ResourceScopes[];
}

/**
 * Works out what an authorize request needs consent for. `.default` stands for everything on the registration, unless
 * something was consented for that resource before.
 *
 * @throws EntraRefusal 500011 the tenant does not have the resource, 650057 `.default` of a resource not on the registration
 */
export function findWantedGrants(
  world: World,
  application: Application,
  tenant: Tenant,
  holder: ConsentHolder,
  targets: ScopeTarget[],
): WantedGrants {
  const all: ResourceScopes[] = [];
  const missing: ResourceScopes[] = [];
  for (const { resource, identifier, permissions } of targets) {
    if (!isInTenant(world, resource, tenant)) {
      throw new EntraRefusal(500011, { resource: identifier, tenantName: tenant.name });
    }
    const wanted =
      permissions === '.default'
        ? listRegistered(world, application, tenant, resource.uri)
        : [{ resource: resource.uri, scopes: permissions }];
    const isSatisfied =
      permissions === '.default' && hasMoreThanSignIn(listConsentedScopes(world, holder, resource.uri));
    all.push(...wanted);
    if (!isSatisfied) missing.push(...wanted);
  }
  return {
    all: all.filter((one) => one.scopes.length > 0),
    missing: withoutConsented(world, holder, missing),
  };
}

/** The delegated permissions on the registration, of the resources that the tenant has. */
export function listStaticGrants(world: World, application: Application, tenant: Tenant): ResourceScopes[] {
  return application.requiredScopes.filter((required) => {
    const resource = findResourceByUri(world, required.resource);
    return resource !== undefined && isInTenant(world, resource, tenant);
  });
}

/** True when one of the permissions may be consented by an administrator only. */
export function needsAdministrator(world: World, tenant: Tenant, grants: ResourceScopes[]): boolean {
  if (!tenant.usersMayConsent) return true;
  return grants.some(({ resource, scopes }) => {
    const permissions = findResourceByUri(world, resource)?.permissions ?? {};
    return scopes.some((scope) => permissions[scope]?.adminOnly === true);
  });
}

function listRegistered(
  world: World,
  application: Application,
  tenant: Tenant,
  resource: string,
): ResourceScopes[] {
  const registered = listStaticGrants(world, application, tenant);
  if (registered.some((one) => one.resource === resource)) return registered;
  const { clientId, displayName } = application;
  throw new EntraRefusal(650057, { clientId, displayName, resource });
}

function withoutConsented(world: World, holder: ConsentHolder, grants: ResourceScopes[]): ResourceScopes[] {
  return grants
    .map(({ resource, scopes }) => {
      const consented = listConsentedScopes(world, holder, resource);
      return { resource, scopes: scopes.filter((scope) => !consented.includes(scope)) };
    })
    .filter(({ scopes }) => scopes.length > 0);
}
