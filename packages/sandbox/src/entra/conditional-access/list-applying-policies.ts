import { listPolicies } from '../../world/find.ts';
import type { ConditionalAccessPolicy, Tenant, World } from '../../world/types.ts';
import type { AccessAttempt } from './access-attempt.ts';
import { isWithin } from './is-within.ts';

/** The conditional-access policies in force that an attempt meets in all their conditions. */
export function listApplyingPolicies(world: World, attempt: AccessAttempt): ConditionalAccessPolicy[] {
  return listMatchingPolicies(world, attempt).filter((policy) => policy.state === 'enabled');
}

/** The policies that an attempt meets in all their conditions, in force or only reporting. */
export function listMatchingPolicies(world: World, attempt: AccessAttempt): ConditionalAccessPolicy[] {
  return listPolicies(world, attempt.tenant.id).filter(
    (policy) =>
      policy.state !== 'disabled' &&
      isForUser(policy, attempt) &&
      isForResource(policy, attempt) &&
      isForAddress(policy, attempt) &&
      isForClient(policy),
  );
}

function isForUser({ users }: ConditionalAccessPolicy, attempt: AccessAttempt): boolean {
  const { user, presence } = attempt;
  if (users.excludeServiceProviders === true && presence.kind === 'delegated') return false;
  if (users.exclude?.includes(user.objectId) === true) return false;
  if (users.excludeGuests === true && presence.kind === 'guest') return false;
  if (isIn(attempt, users.excludeGroups, users.excludeRoles)) return false;
  if (users.include === 'all' || users.include.includes(user.objectId)) return true;
  if (users.includeGuests === true && presence.kind === 'guest') return true;
  return isIn(attempt, users.includeGroups, users.includeRoles);
}

/** A partner's user is in no group of the customer, and has the roles that GDAP or DAP gave. */
function isIn(
  { user, presence }: AccessAttempt,
  groups: readonly string[] = [],
  roles: readonly string[] = [],
): boolean {
  const ownGroups = presence.kind === 'delegated' ? [] : user.groups;
  return (
    groups.some((group) => ownGroups.includes(group)) || roles.some((role) => presence.roles.includes(role))
  );
}

function isForResource(policy: ConditionalAccessPolicy, { resources }: AccessAttempt): boolean {
  const { resources: included, excludeResources = [] } = policy;
  return resources
    .filter((uri) => !excludeResources.includes(uri))
    .some((uri) => included === 'all' || included.includes(uri));
}

function isForAddress(
  { locations }: ConditionalAccessPolicy,
  { clientAddress, tenant }: AccessAttempt,
): boolean {
  if (locations === undefined) return true;
  if (isWithin(clientAddress, listNetworks(tenant, locations.exclude ?? []))) return false;
  return locations.include === 'all' || isWithin(clientAddress, listNetworks(tenant, locations.include));
}

/** No request tells the platform of its device, and no client is of the old kind. */
function isForClient({ platforms, clientAppTypes = ['all'] }: ConditionalAccessPolicy): boolean {
  const isForPlatform = platforms === undefined || platforms.include === 'all';
  return isForPlatform && clientAppTypes.some((type) => type !== 'exchangeActiveSync' && type !== 'other');
}

/** Writes named locations as their networks. What is a network already stays. */
function listNetworks({ namedLocations = [] }: Tenant, places: readonly string[]): string[] {
  return places.flatMap((place) => {
    if (place === 'trusted')
      return namedLocations.filter(({ isTrusted }) => isTrusted).flatMap(({ networks }) => networks);
    return namedLocations.find(({ id }) => id === place)?.networks ?? [place];
  });
}
