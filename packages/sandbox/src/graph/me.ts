import { revokeSessions } from '../entra/revocation.ts';
import type { SandboxParts } from '../parts.ts';
import type { User } from '../world/types.ts';
import { assertPermission } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { GraphError, notFound } from './graph-error.ts';
import { writeMemberships, writeTransitiveMemberships } from './memberships.ts';
import { contextOf, writeEntity } from './odata.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';
import type { Permissions } from './permissions.ts';
import { writeUser } from './users.ts';

/** `GET /v1.0/me` */
export function getMe(parts: SandboxParts, caller: Caller, url: URL): Entity {
  return writeEntity(parts, 'users', writeUser(getSelf(caller, PERMISSIONS.readSelf)), url);
}

/** `GET /v1.0/me/memberOf`: the directory roles and the groups of the signed-in user. */
export function listMyMemberships(parts: SandboxParts, caller: Caller): Entity {
  return writeMemberships(parts, getSelf(caller, PERMISSIONS.readSelf));
}

/** `GET /v1.0/me/transitiveMemberOf`: the same, with groups within groups. */
export function listMyTransitiveMemberships(parts: SandboxParts, caller: Caller): Entity {
  return writeTransitiveMemberships(parts, getSelf(caller, PERMISSIONS.readSelf));
}

/** `POST /v1.0/me/revokeSignInSessions` */
export function endMySessions(parts: SandboxParts, caller: Caller): Entity {
  revokeSessions(parts, getSelf(caller, PERMISSIONS.endSessions).objectId);
  return { ...contextOf(parts, 'Edm.Boolean'), value: true };
}

/** A partner's user who comes through GDAP has no object in the customer's directory, hence no `me`. */
function getSelf(caller: Caller, permissions: Permissions): User {
  if (caller.claims.scopes === undefined) {
    throw new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
  }
  assertPermission(caller, permissions);
  if (caller.user !== undefined && caller.presence?.kind !== 'delegated') return caller.user;
  throw notFound(caller.claims.objectId);
}
