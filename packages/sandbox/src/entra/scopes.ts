import type { Origins } from '../origins.ts';
import { GRAPH, findResource } from '../world/resources.ts';
import type { Resource } from '../world/resources.ts';
import { EntraRefusal } from './refusal.ts';

/** What a `scope` parameter asks for. */
export interface ScopeRequest {
  /** The scopes as they were sent. */
  asked: string[];
  /** `openid`, `profile`, `email`, `offline_access`. */
  openId: string[];
  /** One entry for each resource, in the order in which they were named. */
  targets: ScopeTarget[];
}

export interface ScopeTarget {
  resource: Resource;
  /** The identifier as it was sent. It becomes the audience of the token. */
  identifier: string;
  /** Names of permissions, or `.default`: everything on the registration, or everything consented. */
  permissions: string[] | '.default';
}

const OPENID_SCOPES = ['openid', 'profile', 'email', 'offline_access'];

/**
 * Reads a v2 `scope` parameter. A scope without a resource is one of Graph.
 *
 * @throws EntraRefusal 500011 unknown resource, 70011 malformed or `.default` mixed with names, 650053 unknown permission
 */
export function readScopes(origins: Origins, scope: string): ScopeRequest {
  const asked = scope.split(/\s+/).filter((part) => part !== '');
  const openId = asked.filter((part) => OPENID_SCOPES.includes(part));
  const targets: ScopeTarget[] = [];
  for (const part of asked.filter((one) => !OPENID_SCOPES.includes(one))) addTarget(origins, targets, part);
  return { asked, openId, targets };
}

function addTarget(origins: Origins, targets: ScopeTarget[], scope: string): void {
  const slash = scope.lastIndexOf('/');
  const identifier = slash === -1 ? GRAPH : scope.slice(0, slash);
  const permission = scope.slice(slash + 1);
  if (identifier === '' || permission === '') throw new EntraRefusal(70011, { scope });
  const resource = findResource(identifier, origins);
  if (resource === undefined) {
    throw new EntraRefusal(500011, { resource: identifier, tenantName: 'this cloud' });
  }
  const permissions = readPermission(resource, permission);
  const known = targets.find((target) => target.resource === resource);
  if (known === undefined) targets.push({ resource, identifier, permissions });
  else if (known.permissions === '.default' || permissions === '.default')
    throw new EntraRefusal(70011, { scope });
  else known.permissions.push(...permissions);
}

function readPermission(resource: Resource, name: string): string[] | '.default' {
  if (name === '.default') return '.default';
  const permission = Object.keys(resource.permissions).find(
    (one) => one.toLowerCase() === name.toLowerCase(),
  );
  if (permission !== undefined) return [permission];
  throw new EntraRefusal(650053, { scope: name, resourceId: resource.appId });
}
