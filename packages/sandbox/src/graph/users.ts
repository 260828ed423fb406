import { revokeSessions } from '../entra/revocation.ts';
import type { SandboxParts } from '../parts.ts';
import { SESSION_ENDING_ROLES, USER_READING_ROLES } from '../world/directory-roles.ts';
import { findUser, findUserByLogin, listUsersOf } from '../world/find.ts';
import type { User } from '../world/types.ts';
import { assertDelegatedRole, assertPermission, assertRole } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { notFound } from './graph-error.ts';
import { writeMemberships } from './memberships.ts';
import { assertNoQuery, contextOf, writeEntity, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';
import { readConditions } from './posture/filter.ts';
import { POSTURE_PERMISSIONS } from './posture/permissions.ts';
import { PLAN_IDS, assertPremium, planOf } from './posture/premium.ts';
import { createActivityWriter } from './posture/sign-in-activity.ts';

/**
 * `GET /v1.0/users`: the users of the token's tenant.
 *
 * @throws GraphError 400 `$search`, `$orderby` and `$count`, and any `$filter` that the sandbox does not know
 */
export function listUsers(parts: SandboxParts, caller: Caller, url: URL): Entity {
  assertPermission(caller, PERMISSIONS.readUsers);
  assertDelegatedRole(caller, USER_READING_ROLES);
  assertNoQuery(url, ['$search', '$orderby', '$count']);
  const write = chooseUserWriter(parts, caller, url);
  const isWanted = readConditions(url, FILTERABLE);
  const all = listUsersOf(parts.world, caller.tenant.id);
  const users = isWanted === undefined ? all : all.filter((user) => isWanted(writeMoreOfUser(caller, user)));
  return writeList(parts, 'users', url, users, write);
}

/** `GET /v1.0/users/{id or name}` */
export function getUser(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  const user = findUserHere(parts, caller, id);
  // Everybody may read the own profile, if the token allows that much.
  const isSelf = user !== undefined && user === caller.user;
  assertPermission(caller, isSelf ? PERMISSIONS.readSelf : PERMISSIONS.readUsers);
  assertDelegatedRole(caller, USER_READING_ROLES);
  if (user === undefined) throw notFound(id);
  return writeEntity(parts, 'users', chooseUserWriter(parts, caller, url)(user), url);
}

const FILTERABLE = [
  'id',
  'accountEnabled',
  'createdDateTime',
  'displayName',
  'mail',
  'onPremisesSyncEnabled',
  'userPrincipalName',
  'userType',
];

/** Without `$select` Graph shows a few properties. The last sign-in is a matter of the logs, with their permission and licence. */
function chooseUserWriter(parts: SandboxParts, caller: Caller, url: URL): (user: User) => Entity {
  const select = url.searchParams.get('$select');
  if (select === null) return writeUser;
  if (select.split(',').some((name) => name.trim() === 'signInActivity')) {
    assertPermission(caller, POSTURE_PERMISSIONS.readLogs);
    assertPremium(caller.tenant);
    const writeActivity = createActivityWriter(parts, caller.tenant.id);
    return (user) => ({ ...writeMoreOfUser(caller, user), signInActivity: writeActivity(user) });
  }
  return (user) => writeMoreOfUser(caller, user);
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

/** What Graph shows of a user only when `$select` names it. */
function writeMoreOfUser({ tenant }: Caller, user: User): Entity {
  const plan = planOf(tenant);
  // A customer's licences are those of Partner Center, and not shown here.
  const isLicensed = plan !== 'free' && tenant.kind !== 'customer' && user.guestOf === undefined;
  return {
    ...writeUser(user),
    accountEnabled: user.state === 'active',
    assignedLicenses: isLicensed ? [{ skuId: PLAN_IDS[plan].skuId, disabledPlans: [] }] : [],
    createdDateTime: new Date(user.createdAt ?? 0).toISOString(),
    creationType: user.guestOf === undefined ? null : 'Invitation',
    lastPasswordChangeDateTime: new Date(user.passwordChangedAt ?? user.createdAt ?? 0).toISOString(),
    // Refresh tokens and sessions from before this instant are revoked.
    signInSessionsValidFromDateTime: new Date(user.sessionsRevokedAt ?? user.createdAt ?? 0).toISOString(),
    onPremisesSyncEnabled: user.isSynced === true ? true : null,
    userType: user.guestOf === undefined ? 'Member' : 'Guest',
  };
}

/** A partner's users have no object in a customer's directory, hence are not found there. */
export function findUserHere({ world }: SandboxParts, { tenant }: Caller, id: string): User | undefined {
  const wanted = id.toLowerCase();
  const found = findUser(world, wanted) ?? findUserByLogin(world, wanted, tenant.id);
  if (found?.tenantId !== tenant.id) return undefined;
  return [found.objectId, found.userPrincipalName.toLowerCase()].includes(wanted) ? found : undefined;
}
