import { GRAPH } from '../world/resources.ts';
import type { Resource } from '../world/resources.ts';
import { findWorldResource } from '../world/world-resources.ts';
import type { ResourceSource } from '../world/world-resources.ts';
import { EntraRefusal } from './refusal.ts';
import { nameOf } from './tenant-segment.ts';
import type { TenantSegment } from './tenant-segment.ts';

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
  /** The identifier as it was sent. It becomes the audience of a v1 token. */
  identifier: string;
  /** Names of permissions, or `.default`: everything on the registration, or everything consented. */
  permissions: string[] | '.default';
}

const OPENID_SCOPES = ['openid', 'profile', 'email', 'offline_access'];

/**
 * True when more was consented to than to sign in. The scopes of OpenID Connect are permissions of Graph, and `.default` does not
 * mean them.
 */
export function hasMoreThanSignIn(scopes: readonly string[]): boolean {
  return scopes.some((scope) => !OPENID_SCOPES.includes(scope));
}

/**
 * Reads a v2 `scope` parameter. A scope without a resource is one of Graph.
 *
 * @throws EntraRefusal 500011 unknown resource, 70011 malformed or `.default` mixed with names, 650053 unknown permission
 */
export function readScopes(source: ResourceSource, segment: TenantSegment, scope: string): ScopeRequest {
  const asked = scope.split(/\s+/).filter((part) => part !== '');
  const openId = asked.filter((part) => OPENID_SCOPES.includes(part));
  const targets: ScopeTarget[] = [];
  for (const part of asked.filter((one) => !OPENID_SCOPES.includes(one)))
    addTarget(source, segment, targets, part);
  return { asked, openId, targets };
}

/** What v1 gives without being asked. */
const V1_OPENID_SCOPES = ['openid', 'profile', 'offline_access'];

/**
 * Reads what a v1 authorize request asks for: one resource with everything on the registration, and all of OpenID Connect.
 * The `scope` of v1 is ignored.
 *
 * @param resource null when none is named, which signs in and leaves the resource to the token request
 * @throws EntraRefusal 500011 unknown resource
 */
export function readResource(
  source: ResourceSource,
  segment: TenantSegment,
  resource: string | null,
): ScopeRequest {
  return {
    asked: V1_OPENID_SCOPES,
    openId: V1_OPENID_SCOPES,
    targets: resource ? [{ ...getResource(source, segment, resource), permissions: '.default' }] : [],
  };
}

/**
 * Reads what a v1 token request asks for. Of its `scope` only the names of OpenID Connect count; a refresh token comes anyway.
 *
 * @throws EntraRefusal 500011 unknown resource
 */
export function readResourceAgain(
  source: ResourceSource,
  segment: TenantSegment,
  resource: string,
  scope: string,
): ScopeRequest {
  const named = scope.split(/\s+/).filter((part) => OPENID_SCOPES.includes(part));
  const openId = [...new Set([...named, 'offline_access'])];
  return { ...readResource(source, segment, resource), asked: openId, openId };
}

function getResource(
  source: ResourceSource,
  segment: TenantSegment,
  identifier: string,
): Pick<ScopeTarget, 'resource' | 'identifier'> {
  const resource = findWorldResource(source, identifier);
  if (resource !== undefined) return { resource, identifier };
  throw new EntraRefusal(500011, { resource: identifier, tenantName: nameOf(segment) });
}

function addTarget(
  source: ResourceSource,
  segment: TenantSegment,
  targets: ScopeTarget[],
  scope: string,
): void {
  const slash = scope.lastIndexOf('/');
  const identifier = slash === -1 ? GRAPH : scope.slice(0, slash);
  const permission = scope.slice(slash + 1);
  if (identifier === '' || permission === '') throw new EntraRefusal(70011, { scope });
  const { resource } = getResource(source, segment, identifier);
  const permissions = readPermission(resource, permission);
  const known = targets.find((target) => target.resource.uri === resource.uri);
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
