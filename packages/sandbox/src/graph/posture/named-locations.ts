import { isIPv6 } from 'node:net';
import { deriveGuid } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { POLICY_READING_ROLES } from '../../world/directory-roles.ts';
import { listPolicies } from '../../world/find.ts';
import type { NamedLocation, Tenant, World } from '../../world/types.ts';
import { assertPermission, assertRole } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { writeList } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';

/**
 * `GET /v1.0/identity/conditionalAccess/namedLocations`. A network that stands in a policy itself has a location of its own here: at
 * Microsoft, a policy can name nothing else.
 *
 * @see https://learn.microsoft.com/graph/api/resources/ipnamedlocation
 */
export function listNamedLocations(parts: SandboxParts, caller: Caller, url: URL): Entity {
  assertPermission(caller, POSTURE_PERMISSIONS.readAccessPolicies);
  assertRole(caller, POLICY_READING_ROLES);
  const locations = [...(caller.tenant.namedLocations ?? []), ...listUnnamed(parts.world, caller.tenant)];
  return writeList(parts, 'identity/conditionalAccess/namedLocations', url, locations, writeLocation);
}

/** The id by which a policy names a place: `AllTrusted`, or that of a location. */
export function placeId(tenant: Tenant, place: string): string {
  if (place === 'trusted') return 'AllTrusted';
  const isNamed = tenant.namedLocations?.some(({ id }) => id === place) === true;
  return isNamed ? place : deriveGuid('named location', tenant.id, place);
}

function listUnnamed(world: World, tenant: Tenant): NamedLocation[] {
  const places = listPolicies(world, tenant.id).flatMap(({ locations }) => [
    ...(locations === undefined || locations.include === 'all' ? [] : locations.include),
    ...(locations?.exclude ?? []),
  ]);
  return [...new Set(places)].flatMap((place) => {
    const id = placeId(tenant, place);
    if (place === 'trusted' || id === place) return [];
    return [{ id, displayName: `Network ${place}`, networks: [place], isTrusted: false }];
  });
}

function writeLocation({ id, displayName, networks, isTrusted }: NamedLocation): Entity {
  return {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    id,
    displayName,
    createdDateTime: null,
    modifiedDateTime: null,
    isTrusted,
    ipRanges: networks.map((network) => {
      const isSix = isIPv6(network.split('/')[0] ?? '');
      const all = isSix ? '/128' : '/32';
      return {
        '@odata.type': isSix ? '#microsoft.graph.iPv6CidrRange' : '#microsoft.graph.iPv4CidrRange',
        cidrAddress: network.includes('/') ? network : `${network}${all}`,
      };
    }),
  };
}
