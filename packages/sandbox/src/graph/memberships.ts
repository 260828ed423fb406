import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { DIRECTORY_ROLES } from '../world/directory-roles.ts';
import { directoryRoleId, groupId } from '../world/object-ids.ts';
import { listRelationships } from '../world/find.ts';
import { relationshipId } from '../world/proposals.ts';
import type { Relationship, User } from '../world/types.ts';
import { contextOf } from './odata.ts';
import type { Entity } from './odata.ts';

/** The directory roles and the groups of a user, as `memberOf` shows them. */
export function writeMemberships(parts: SandboxParts, user: User): Entity {
  return { ...contextOf(parts, 'directoryObjects'), value: listMemberships(user) };
}

/** As {@link writeMemberships}, and the groups that the user is in by another: of those whom a relationship names itself. */
export function writeTransitiveMemberships(parts: SandboxParts, user: User): Entity {
  const value = [...listMemberships(user), ...declaredGroups(parts, user)];
  return { ...contextOf(parts, 'directoryObjects'), value };
}

function listMemberships(user: User): Entity[] {
  const roles = user.directoryRoles.map((displayName) => ({
    '@odata.type': '#microsoft.graph.directoryRole',
    ...writeDirectoryRole(user.tenantId, displayName),
  }));
  const groups = user.groups.map((displayName) => ({
    '@odata.type': '#microsoft.graph.group',
    id: groupId(user.tenantId, displayName),
    displayName,
    securityEnabled: true,
  }));
  return [...roles, ...groups];
}

/** The users whom a relationship names itself stand for a group of their own. */
function declaredGroups({ world }: SandboxParts, user: User): Entity[] {
  return listRelationships(world, user.tenantId)
    .filter(({ kind, userObjectIds }) => kind === 'gdap' && userObjectIds.includes(user.objectId))
    .map((relationship) => ({
      '@odata.type': '#microsoft.graph.group',
      id: declaredGroupId(relationship),
      displayName: `Named by ${relationshipId(relationship)}`,
      securityEnabled: true,
    }));
}

/** The object id of the group that the users stand for whom a relationship names itself. */
export function declaredGroupId(relationship: Relationship): string {
  return deriveGuid('declared group', relationshipId(relationship));
}

/** A directory role of a tenant as Graph shows it. */
export function writeDirectoryRole(tenantId: string, displayName: string): Entity {
  return {
    id: directoryRoleId(tenantId, displayName),
    displayName,
    roleTemplateId: DIRECTORY_ROLES[displayName] ?? deriveGuid('role template', displayName),
  };
}
