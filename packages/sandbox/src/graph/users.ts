import { revokeSessions } from '../entra/revocation.ts';
import type { SandboxParts } from '../parts.ts';
import { SESSION_ENDING_ROLES, USER_READING_ROLES } from '../world/directory-roles.ts';
import { listUsersOf } from '../world/find.ts';
import type { User } from '../world/types.ts';
import { assertDelegatedRole, assertPermission, assertRole } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { notFound } from './graph-error.ts';
import { writeMemberships } from './memberships.ts';
import { assertNoQuery, contextOf, readFilter, writeEntity, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';

/**
 * `GET /v1.0/users`: the users of the token's tenant.
 *
 * @throws GraphError 400 `$search`, `$orderby` and `$count`, and any `$filter` but `userPrincipalName eq '…'`
 */
export function listUsers(parts: SandboxParts, caller: Caller, url: URL): Entity {
  assertPermission(caller, PERMISSIONS.readUsers);
  assertDelegatedRole(caller, USER_READING_ROLES);
  assertNoQuery(url, ['$search', '$orderby', '$count']);
  const isWanted = readFilter(url, ['userPrincipalName']);
  const users = listUsersOf(parts.world, caller.tenant.id).filter(({ userPrincipalName }) =>
    isWanted({ userPrincipalName }),
  );
  return writeList(parts, 'users', url, users, writeUser);
}

/** `GET /v1.0/users/{id or name}` */
export function getUser(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  const user = findUserHere(parts, caller, id);
  // Everybody may read the own profile, if the token allows that much.
  const isSelf = user !== undefined && user === caller.user;
  assertPermission(caller, isSelf ? PERMISSIONS.readSelf : PERMISSIONS.readUsers);
  assertDelegatedRole(caller, USER_READING_ROLES);
  if (user === undefined) throw notFound(id);
  return writeEntity(parts, 'users', writeUser(user), url);
}

/** `GET /v1.0/users/{id or name}/memberOf` */
export function listMembershipsOf(parts: SandboxParts, caller: Caller, id: string): Entity {
  assertPermission(caller, PERMISSIONS.readMemberships);
  assertDelegatedRole(caller, USER_READING_ROLES);
  const user = findUserHere(parts, caller, id);
  if (user === undefined) throw notFound(id);
  return writeMemberships(parts, user);
}

/** `POST /v1.0/users/{id or name}/revokeSignInSessions`: refresh tokens issued before this instant are revoked (50173). */
export function endSessions(parts: SandboxParts, caller: Caller, id: string): Entity {
  assertPermission(caller, PERMISSIONS.endSessions);
  const user = findUserHere(parts, caller, id);
  if (user === undefined || user !== caller.user) assertRole(caller, SESSION_ENDING_ROLES);
  if (user === undefined) throw notFound(id);
  revokeSessions(parts, user.objectId);
  return { ...contextOf(parts, 'Edm.Boolean'), value: true };
}

/** A user as Graph shows it. */
export function writeUser(user: User): Entity {
  const [givenName = '', ...rest] = user.displayName.split(' ');
  return {
    businessPhones: [],
    displayName: user.displayName,
    givenName,
    jobTitle: null,
    mail: user.mail ?? user.userPrincipalName,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: rest.join(' '),
    userPrincipalName: user.userPrincipalName,
    id: user.objectId,
  };
}

/** A partner's users have no object in a customer's directory, hence are not found there. */
function findUserHere(parts: SandboxParts, { tenant }: Caller, id: string): User | undefined {
  const wanted = id.toLowerCase();
  return listUsersOf(parts.world, tenant.id).find(
    (user) => user.objectId === wanted || user.userPrincipalName.toLowerCase() === wanted,
  );
}
