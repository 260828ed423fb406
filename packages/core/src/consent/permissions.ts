import { type Cloud, type ResourceName, resourceScope } from '../entra/clouds.ts';

/** Permissions of one API. */
export interface ApiPermissions {
  /** A name of the cloud's table, or a resource URI. */
  readonly resource: string;
  /** Held by the application itself (`roles` of its token). */
  readonly application: readonly string[];
  /** Used in the name of an account (`scp` of its token). */
  readonly delegated: readonly string[];
}

/**
 * What is wanted and was not found, API by API. Names are compared whole and in any case: a wider permission stands for itself
 * alone.
 */
export function missingPermissions(
  wanted: readonly ApiPermissions[],
  found: readonly ApiPermissions[],
): readonly ApiPermissions[] {
  return wanted
    .map(({ resource, application, delegated }) => {
      const held = found.find((one) => one.resource === resource);
      return {
        resource,
        application: withoutNames(application, held?.application),
        delegated: withoutNames(delegated, held?.delegated),
      };
    })
    .filter(({ application, delegated }) => application.length + delegated.length > 0);
}

/** Those of some APIs. @param resources undefined: all of them */
export function permissionsOf(
  permissions: readonly ApiPermissions[],
  resources: readonly string[] | undefined,
): readonly ApiPermissions[] {
  return resources === undefined
    ? permissions
    : permissions.filter(({ resource }) => resources.includes(resource));
}

/** What asks for everything on the registration by way of one API: its `.default`. */
export function defaultScopeOf(cloud: Cloud, resource: string): string {
  const known = Object.hasOwn(cloud.resources, resource)
    ? cloud.resources[resource as ResourceName]
    : undefined;
  return known === undefined ? `${resource}/.default` : resourceScope(known);
}

/** The name of a permission, without the API in front: Entra answers with either form. */
export function permissionName(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1);
}

/** Of `names`, those that are not held. They are the same in any case. */
export function withoutNames(names: readonly string[], held: readonly string[] = []): readonly string[] {
  const known = new Set(held.map((name) => name.toLowerCase()));
  return names.filter((name) => !known.has(name.toLowerCase()));
}
