import { BlockList, isIPv6 } from 'node:net';
import { listPolicies } from '../../world/find.ts';
import type { ConditionalAccessPolicy, World } from '../../world/types.ts';
import type { AccessAttempt } from './access-attempt.ts';

/** The conditional-access policies in force that an attempt meets in all their conditions. */
export function listApplyingPolicies(world: World, attempt: AccessAttempt): ConditionalAccessPolicy[] {
  return listPolicies(world, attempt.tenant.id).filter(
    (policy) =>
      policy.state === 'enabled' &&
      isForUser(policy, attempt) &&
      isForResource(policy, attempt) &&
      isForAddress(policy, attempt),
  );
}

function isForUser({ users }: ConditionalAccessPolicy, { user, presence }: AccessAttempt): boolean {
  if (users.excludeServiceProviders === true && presence.kind === 'delegated') return false;
  if (users.exclude?.includes(user.objectId) === true) return false;
  return users.include === 'all' || users.include.includes(user.objectId);
}

function isForResource(policy: ConditionalAccessPolicy, { resources }: AccessAttempt): boolean {
  return resources.some((uri) => policy.resources === 'all' || policy.resources.includes(uri));
}

function isForAddress({ locations }: ConditionalAccessPolicy, { clientAddress }: AccessAttempt): boolean {
  if (locations === undefined) return true;
  if (isWithin(clientAddress, locations.exclude ?? [])) return false;
  return locations.include === 'all' || isWithin(clientAddress, locations.include);
}

function isWithin(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [start = '', bits] = network.split('/');
    if (bits === undefined) list.addAddress(start, familyOf(start));
    else list.addSubnet(start, Number(bits), familyOf(start));
  }
  return list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
