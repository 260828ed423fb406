import type { SandboxParts } from '../parts.ts';
import { USER_READING_ROLES } from '../world/directory-roles.ts';
import { listUsersOf } from '../world/find.ts';
import { findPresence } from '../world/presence.ts';
import type { User } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import type { Caller } from './authorize-call.ts';
import { findCustomer } from './customers.ts';
import { writePage } from './paging.ts';
import type { Collection } from './paging.ts';

/**
 * `GET /v1/customers/{tenant id}/users?size=N`
 *
 * @throws ApiFault 403/900329 for an application alone, 403/20002 not a customer, 403/900308 no GDAP role that reads users
 */
export function listCustomerUsers(
  parts: SandboxParts,
  request: Request,
  caller: Caller,
  customerId: string,
): Collection {
  if (caller.user === undefined) {
    throw new ApiFault(403, '900329', 'The resource does not support app-only access. Use app and user.');
  }
  const { customer } = findCustomer(parts, caller, customerId);
  const roles = findPresence(parts.world, caller.user, customer.id)?.roles ?? [];
  if (!roles.some((role) => USER_READING_ROLES.includes(role))) {
    throw new ApiFault(403, '900308', 'Insufficient privileges for the customer: the user has no GDAP role.');
  }
  return writePage(request, listUsersOf(parts.world, customer.id), writeCustomerUser);
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
