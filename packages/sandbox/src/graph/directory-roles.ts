import type { SandboxParts } from '../parts.ts';
import { DIRECTORY_READING_ROLES } from '../world/directory-roles.ts';
import { listUsersOf } from '../world/find.ts';
import { assertDelegatedRole, assertPermission } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { writeDirectoryRole } from './memberships.ts';
import { readFilter, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';

/** `GET /v1.0/directoryRoles`: the roles that somebody in the tenant holds. Graph calls these activated. */
export function listDirectoryRoles(parts: SandboxParts, caller: Caller, url: URL): Entity {
  assertPermission(caller, PERMISSIONS.readRoles);
  assertDelegatedRole(caller, DIRECTORY_READING_ROLES);
  const isWanted = readFilter(url, ['roleTemplateId', 'displayName']);
  const names = new Set(listUsersOf(parts.world, caller.tenant.id).flatMap((user) => user.directoryRoles));
  const roles = [...names].map((name) => writeDirectoryRole(caller.tenant.id, name)).filter(isWanted);
  return writeList(parts, 'directoryRoles', url, roles, (role) => role);
}
