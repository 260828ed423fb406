import type { SandboxParts } from '../parts.ts';
import { USER_READING_ROLES } from '../world/directory-roles.ts';
import { findUser, listUsersOf } from '../world/find.ts';
import { listRolesIn } from '../world/presence.ts';
import type { Tenant, User } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import { getUser } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { findCustomer } from './find-customer.ts';
import { writePage } from './paging.ts';
import type { Collection } from './paging.ts';

/**
 * `GET /v1/customers/{tenant id}/users?size=N`
 *
 * @throws ApiFault 403/900329 for an application alone, 403/20002 not a customer, 403/900308 no role that reads users
 */
export function listCustomerUsers(
  parts: SandboxParts,
  request: Request,
  caller: Caller,
  customerId: string,
): Collection {
  const customer = authorizeReading(parts, caller, customerId);
  return writePage(
    request,
    listUsersOf(parts.world, customer.id),
    writeCustomerUser,
    parts.world.settings.partnerCenterNextUri,
  );
}

/**
 * `GET /v1/customers/{tenant id}/users/{user id}`
 *
 * @throws ApiFault 404/60002 no such user, and as {@link listCustomerUsers}
 */
export function getCustomerUser(
  parts: SandboxParts,
  caller: Caller,
  customerId: string,
  userId: string,
): object {
  const customer = authorizeReading(parts, caller, customerId);
  const user = findUser(parts.world, userId.toLowerCase());
  if (user?.tenantId === customer.id) return writeCustomerUser(user);
  throw new ApiFault(404, '60002', "User object ID isn't found.");
}

function authorizeReading(parts: SandboxParts, caller: Caller, customerId: string): Tenant {
  const user = getUser(caller);
  const { customer } = findCustomer(parts, caller, customerId);
  const roles = listRolesIn(parts, user, customer.id);
  if (roles.some((role) => USER_READING_ROLES.includes(role))) return customer;
  throw new ApiFault(
    403,
    '900308',
    'Insufficient privileges for the customer: the user has no role that reads users.',
  );
}

function writeCustomerUser(user: User): object {
  const [firstName = '', ...rest] = user.displayName.split(' ');
  return {
    usageLocation: 'US',
    id: user.objectId,
    userPrincipalName: user.userPrincipalName,
    firstName,
    lastName: rest.join(' '),
    displayName: user.displayName,
    userDomainType: 'none',
    state: user.state === 'active' ? 'active' : 'inactive',
    links: {
      self: { uri: `/customers/${user.tenantId}/users/${user.objectId}`, method: 'GET', headers: [] },
    },
    attributes: { objectType: 'CustomerUser' },
  };
}
