import { deriveGuid } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { DIRECTORY_READING_ROLES, DIRECTORY_ROLES } from '../../world/directory-roles.ts';
import { listUsersOf } from '../../world/find.ts';
import { directoryRoleId } from '../../world/object-ids.ts';
import { assertDelegatedRole, assertPermission } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { badRequest, notFound } from '../graph-error.ts';
import { readFilter, writeList } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { PERMISSIONS } from '../permissions.ts';
import { writeUser } from '../users.ts';

const USER = { '@odata.type': '#microsoft.graph.user' };

/** `GET /v1.0/directoryRoles/{id}/members`: who holds a role. */
export function listRoleMembers(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  authorizeReading(caller);
  const users = listUsersOf(parts.world, caller.tenant.id);
  const name = Object.keys(DIRECTORY_ROLES).find(
    (role) => directoryRoleId(caller.tenant.id, role) === id.toLowerCase(),
  );
  const members = users.filter(({ directoryRoles }) => name !== undefined && directoryRoles.includes(name));
  // A role that nobody ever held is not activated, hence not there.
  if (members.length === 0) throw notFound(id);
  return writeList(parts, 'directoryObjects', url, members, (user) => ({ ...USER, ...writeUser(user) }));
}

/**
 * `GET /v1.0/roleManagement/directory/roleAssignments`, with `$filter` by `principalId` or `roleDefinitionId`, and
 * `$expand=principal`. Roles are held for the whole tenant, by users, for ever.
 *
 * @see https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments
 */
export function listRoleAssignments(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  const isWanted = readFilter(url, ['principalId', 'roleDefinitionId']);
  const expand = url.searchParams.get('$expand');
  if (expand !== null && expand !== 'principal') throw badRequest('The sandbox expands principal alone.');
  const assignments = listUsersOf(parts.world, caller.tenant.id).flatMap((user) =>
    user.directoryRoles.map((role) => ({
      id: deriveGuid('role assignment', user.objectId, role),
      principalId: user.objectId,
      roleDefinitionId: DIRECTORY_ROLES[role],
      directoryScopeId: '/',
      resourceScope: '/',
      ...(expand === null ? {} : { principal: { ...USER, ...writeUser(user) } }),
    })),
  );
  const path = 'roleManagement/directory/roleAssignments';
  return writeList(parts, path, url, assignments.filter(isWanted), (assignment) => assignment);
}

/** `GET /v1.0/roleManagement/directory/roleDefinitions`: the roles that the sandbox knows. */
export function listRoleDefinitions(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  const isWanted = readFilter(url, ['id', 'displayName', 'templateId']);
  const definitions = Object.entries(DIRECTORY_ROLES).map(([displayName, id]) => ({
    id,
    templateId: id,
    displayName,
    isBuiltIn: true,
    isEnabled: true,
  }));
  const path = 'roleManagement/directory/roleDefinitions';
  return writeList(parts, path, url, definitions.filter(isWanted), (definition) => definition);
}

function authorizeReading(caller: Caller): void {
  assertPermission(caller, PERMISSIONS.readRoles);
  assertDelegatedRole(caller, DIRECTORY_READING_ROLES);
}
