import type { SandboxClock } from '../clock.ts';
import { deriveGuid } from '../ids.ts';
import { findUser, findUserByLogin, listRelationshipsOfCustomer, listUsersOf } from './find.ts';
import type { Relationship, User, World } from './types.ts';

/** How a user stands in one tenant. */
export interface Presence {
  tenantId: string;
  /** `delegated`: a partner's user, through GDAP or DAP. */
  kind: 'member' | 'guest' | 'delegated';
  /** The object id in this tenant. It differs from the one at home. */
  objectId: string;
  /** Names of the directory roles in this tenant. */
  roles: string[];
}

/** What a presence is read from: the world as it is, at the present instant. */
export interface PresenceSource {
  readonly world: World;
  readonly clock: Pick<SandboxClock, 'now'>;
}

/**
 * Finds how a user stands in a tenant: at home, as a guest, or through GDAP or DAP as a partner's user. A partner's user who also
 * is a guest of the customer comes through neither.
 *
 * @returns undefined when the user has no business there, or no longer
 */
export function findPresence(
  { world, clock }: PresenceSource,
  user: User,
  tenantId: string,
): Presence | undefined {
  if (user.tenantId === tenantId) {
    const kind = user.guestOf === undefined ? 'member' : 'guest';
    return { tenantId, kind, objectId: user.objectId, roles: user.directoryRoles };
  }
  const given = listRelationshipsOfCustomer(world, tenantId)
    .filter((one) => one.partnerTenantId === user.tenantId && isInForce(one, clock.now()))
    .map((relationship) => findDelegatedRoles(relationship, user))
    .filter((roles) => roles !== undefined);
  if (given.length === 0 || isGuestOf(world, user, tenantId)) return undefined;
  const roles = [...new Set(given.flat())];
  return { tenantId, kind: 'delegated', objectId: delegatedObjectId(tenantId, user.objectId), roles };
}

/** The names of a user's directory roles in a tenant. None where the user has no business. */
export function listRolesIn(source: PresenceSource, user: User, tenantId: string): string[] {
  return findPresence(source, user, tenantId)?.roles ?? [];
}

/** Finds the user behind an object id of any tenant: the reverse of {@link findPresence}. */
export function findUserByPresence(
  source: PresenceSource,
  tenantId: string,
  objectId: string,
): User | undefined {
  const { world } = source;
  const delegated = listRelationshipsOfCustomer(world, tenantId)
    .flatMap((relationship) => listDelegates(world, relationship))
    .find((id) => delegatedObjectId(tenantId, id) === objectId);
  const user = findUser(world, delegated ?? objectId);
  return user !== undefined && findPresence(source, user, tenantId) !== undefined ? user : undefined;
}

/** True while a relationship gives its delegated admin privileges. */
export function isInForce({ endsAt }: Relationship, now: number): boolean {
  return endsAt === undefined || now < endsAt;
}

/** GDAP names its users, or groups of theirs. DAP makes every member of AdminAgents a Global Administrator. */
function findDelegatedRoles(
  { kind, roles, userObjectIds, assignments = [] }: Relationship,
  user: User,
): string[] | undefined {
  if (kind === 'dap') return isAdminAgent(user) ? ['Global Administrator'] : undefined;
  if (userObjectIds.includes(user.objectId)) return roles;
  const assigned = assignments.filter(({ group }) => user.groups.includes(group));
  return assigned.length === 0 ? undefined : assigned.flatMap((one) => one.roles);
}

/** True when the tenant has a guest account for somebody from elsewhere. */
function isGuestOf(world: World, { userPrincipalName }: User, tenantId: string): boolean {
  return findUserByLogin(world, userPrincipalName, tenantId)?.tenantId === tenantId;
}

function listDelegates(world: World, relationship: Relationship): string[] {
  const { kind, partnerTenantId, userObjectIds, assignments = [] } = relationship;
  if (kind === 'gdap' && assignments.length === 0) return userObjectIds;
  return listUsersOf(world, partnerTenantId)
    .filter((user) => findDelegatedRoles(relationship, user) !== undefined)
    .map((user) => user.objectId);
}

function isAdminAgent({ groups }: User): boolean {
  return groups.includes('AdminAgents');
}

/** A partner's user has another object id in each customer's tenant, always the same one. */
function delegatedObjectId(tenantId: string, homeObjectId: string): string {
  return deriveGuid('object', tenantId, homeObjectId);
}
