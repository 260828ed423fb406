import type { SandboxParts } from '../../parts.ts';
import { DIRECTORY_READING_ROLES } from '../../world/directory-roles.ts';
import { listPolicies, listUsersOf } from '../../world/find.ts';
import { groupId } from '../../world/object-ids.ts';
import { assertDelegatedRole, assertPermission } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { notFound } from '../graph-error.ts';
import { readFilter, writeEntity, writeList } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { writeUser } from '../users.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';

/** `GET /v1.0/groups`: groups that a user is in or that a policy names. They hold users alone, no other groups. */
export function listGroups(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  const isWanted = readFilter(url, ['id', 'displayName']);
  const groups = listNames(parts, caller).map((name) => writeGroup(caller, name));
  return writeList(parts, 'groups', url, groups.filter(isWanted), (group) => group);
}

/** `GET /v1.0/groups/{id}` */
export function getGroup(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  authorizeReading(caller);
  return writeEntity(parts, 'groups', writeGroup(caller, getName(parts, caller, id)), url);
}

/** `GET /v1.0/groups/{id}/members`, and `transitiveMembers`: the same, for want of groups in groups. */
export function listGroupMembers(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  authorizeReading(caller);
  const name = getName(parts, caller, id);
  const members = listUsersOf(parts.world, caller.tenant.id).filter(({ groups }) => groups.includes(name));
  return writeList(parts, 'directoryObjects', url, members, (user) => ({
    '@odata.type': '#microsoft.graph.user',
    ...writeUser(user),
  }));
}

function authorizeReading(caller: Caller): void {
  assertPermission(caller, POSTURE_PERMISSIONS.readGroups);
  assertDelegatedRole(caller, DIRECTORY_READING_ROLES);
}

function listNames({ world }: SandboxParts, { tenant }: Caller): string[] {
  const ofUsers = listUsersOf(world, tenant.id).flatMap(({ groups }) => groups);
  const ofPolicies = listPolicies(world, tenant.id).flatMap(({ users }) => [
    ...(users.includeGroups ?? []),
    ...(users.excludeGroups ?? []),
  ]);
  return [...new Set([...ofUsers, ...ofPolicies])];
}

function getName(parts: SandboxParts, caller: Caller, id: string): string {
  const found = listNames(parts, caller).find((name) => groupId(caller.tenant.id, name) === id.toLowerCase());
  if (found === undefined) throw notFound(id);
  return found;
}

function writeGroup({ tenant }: Caller, displayName: string): Entity {
  return {
    id: groupId(tenant.id, displayName),
    displayName,
    description: null,
    groupTypes: [],
    mailEnabled: false,
    securityEnabled: true,
    isAssignableToRole: null,
    onPremisesSyncEnabled: null,
  };
}
