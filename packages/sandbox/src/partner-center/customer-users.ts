import { z } from 'zod';
import { USER_READING_ROLES } from '../world/directory-roles.ts';
import { findUser, listUsersOf } from '../world/find.ts';
import type { User } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import { getCustomerAs } from './customer-roles.ts';
import { writePage } from './paging.ts';
import { readBody } from './read-body.ts';
import type { DeletedUser } from './records.ts';
import type { Call, Route } from './route.ts';
import type { PartnerCenterState } from './state.ts';

const RESTORABLE_MS = 30 * 24 * 60 * 60_000;

const filterBody = z.object({
  field: z.literal('UserState'),
  value: z.enum(['Active', 'Inactive', 'active', 'inactive']),
  operator: z.literal('equals'),
});

/** Reading the users of a customer. */
export const customerUserRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/customers/:customer/users',
    answer: (call) => {
      const customer = getCustomerAs(call, USER_READING_ROLES);
      const { partnerCenterNextUri } = call.parts.world.settings;
      const write = (found: User | DeletedUser): object => writeCustomerUser(call.state, found);
      const list = wantsDeleted(call)
        ? listDeleted(call, customer.id)
        : listUsersOf(call.parts.world, customer.id);
      return writePage<User | DeletedUser>(call.request, list, write, partnerCenterNextUri);
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/:customer/users/:user',
    answer: (call) => {
      const customer = getCustomerAs(call, USER_READING_ROLES);
      return writeCustomerUser(call.state, getUserOf(call, customer.id));
    },
  },
];

/** @throws ApiFault 404/60002 the customer has no such user, or no longer */
export function getUserOf({ parts, params }: Call, customerId: string): User {
  const user = findUser(parts.world, params['user']?.toLowerCase() ?? '');
  if (user?.tenantId === customerId) return user;
  throw new ApiFault(404, '60002', "User object ID isn't found.");
}

/** The users of a customer who were deleted and can still be restored. */
export function listDeleted({ parts, state }: Call, customerId: string): DeletedUser[] {
  const now = parts.clock.now();
  return state.deletedUsers.filter(
    ({ user, deletedAt }) => user.tenantId === customerId && now - deletedAt < RESTORABLE_MS,
  );
}

/** @throws ApiFault 400/800002 another filter than `UserState` `equals` `Active` or `Inactive` */
function wantsDeleted({ url }: Call): boolean {
  const text = url.searchParams.get('filter');
  return text !== null && readBody(text, filterBody).value.toLowerCase() === 'inactive';
}

/**
 * A user as Partner Center sends one. One who was deleted has the time of it. A user whose sign-in is blocked is inactive as well (a guess:
 * Microsoft documents the state for deleted ones), and is not in the list of the deleted.
 */
export function writeCustomerUser({ userDetails }: PartnerCenterState, found: User | DeletedUser): object {
  const deletedAt = 'deletedAt' in found ? found.deletedAt : undefined;
  const user = 'deletedAt' in found ? found.user : found;
  const details = userDetails.get(user.objectId);
  const [firstName = '', ...rest] = user.displayName.split(' ');
  return {
    usageLocation: details?.usageLocation ?? 'US',
    id: user.objectId,
    userPrincipalName: user.userPrincipalName,
    firstName: details?.firstName ?? firstName,
    lastName: details?.lastName ?? rest.join(' '),
    displayName: user.displayName,
    ...(details?.immutableId === undefined ? {} : { immutableId: details.immutableId }),
    userDomainType: 'none',
    state: deletedAt === undefined && user.state === 'active' ? 'active' : 'inactive',
    ...(deletedAt === undefined ? {} : { softDeletionTime: new Date(deletedAt).toISOString() }),
    links: {
      self: { uri: `/customers/${user.tenantId}/users/${user.objectId}`, method: 'GET', headers: [] },
    },
    attributes: { objectType: 'CustomerUser' },
  };
}
