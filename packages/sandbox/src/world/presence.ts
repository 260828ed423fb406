import { deriveGuid } from '../ids.ts';
import { findRelationship, findUser, listRelationshipsOfCustomer } from './find.ts';
import type { User, World } from './types.ts';

/** How a user stands in one tenant. */
export interface Presence {
  tenantId: string;
  kind: 'member' | 'guest' | 'delegated';
  /** The object id in this tenant. It differs from the one at home. */
  objectId: string;
  /** Names of the directory roles in this tenant. */
  roles: string[];
}

/**
 * Finds how a user stands in a tenant: at home, as a guest, or through GDAP as a partner's user.
 *
 * @returns undefined when the user has no business there
 */
export function findPresence(world: World, user: User, tenantId: string): Presence | undefined {
  if (user.tenantId === tenantId) {
    const kind = user.guestOf === undefined ? 'member' : 'guest';
    return { tenantId, kind, objectId: user.objectId, roles: user.directoryRoles };
  }
  const relationship = findRelationship(world, user.tenantId, tenantId);
  if (relationship === undefined || !relationship.userObjectIds.includes(user.objectId)) return undefined;
  return {
    tenantId,
    kind: 'delegated',
    objectId: delegatedObjectId(tenantId, user.objectId),
    roles: relationship.roles,
  };
}

/** Finds the user behind an object id of any tenant: the reverse of {@link findPresence}. */
export function findUserByPresence(world: World, tenantId: string, objectId: string): User | undefined {
  const delegated = listRelationshipsOfCustomer(world, tenantId)
    .flatMap((relationship) => relationship.userObjectIds)
    .find((id) => delegatedObjectId(tenantId, id) === objectId);
  if (delegated !== undefined) return findUser(world, delegated);
  const own = findUser(world, objectId);
  return own?.tenantId === tenantId ? own : undefined;
}

/** A partner's user has another object id in each customer's tenant, always the same one. */
function delegatedObjectId(tenantId: string, homeObjectId: string): string {
  return deriveGuid('object', tenantId, homeObjectId);
}
