import type { SandboxParts } from '../parts.ts';
import { deriveGuid } from '../ids.ts';
import { DIRECTORY_ROLES } from '../world/directory-roles.ts';
import type { User } from '../world/types.ts';
import { assertPermission } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { GraphError } from './graph-error.ts';
import { writeUser } from './users.ts';

const PROFILE_PERMISSIONS = ['User.Read', 'User.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];

/** `GET /v1.0/me` */
export function getMe(parts: SandboxParts, caller: Caller): object {
  const user = getSelf(caller);
  return { '@odata.context': `${parts.origins.graph}/v1.0/$metadata#users/$entity`, ...writeUser(user) };
}

/** `GET /v1.0/me/memberOf`: the directory roles and the groups of the signed-in user. */
export function listMemberships(parts: SandboxParts, caller: Caller): object {
  const user = getSelf(caller);
  const roles = user.directoryRoles.map((displayName) => ({
    '@odata.type': '#microsoft.graph.directoryRole',
    id: deriveGuid('role', user.tenantId, displayName),
    displayName,
    roleTemplateId: DIRECTORY_ROLES[displayName] ?? deriveGuid('role template', displayName),
  }));
  const groups = user.groups.map((displayName) => ({
    '@odata.type': '#microsoft.graph.group',
    id: deriveGuid('group', user.tenantId, displayName),
    displayName,
    securityEnabled: true,
  }));
  return {
    '@odata.context': `${parts.origins.graph}/v1.0/$metadata#directoryObjects`,
    value: [...roles, ...groups],
  };
}

/** A partner's user who comes through GDAP has no object in the customer's directory, hence no `me`. */
function getSelf(caller: Caller): User {
  assertPermission(caller, PROFILE_PERMISSIONS);
  if (caller.user !== undefined && caller.presence?.kind !== 'delegated') return caller.user;
  throw new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${caller.claims.objectId}' does not exist or one of its queried reference-property objects are not present.`,
  );
}
