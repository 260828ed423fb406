import { listRolesIn } from '../world/presence.ts';
import type { Tenant } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import { getUser } from './authorize-call.ts';
import { findCustomer } from './find-customer.ts';
import type { Call } from './route.ts';

/** Roles whose holder may create, change and delete the users of a customer. */
export const USER_WRITING_ROLES: readonly string[] = ['User Administrator', 'Global Administrator'];

/** Roles whose holder may give licences. */
export const LICENSE_ROLES: readonly string[] = [...USER_WRITING_ROLES, 'License Administrator'];

/** Roles whose holder may give roles. */
export const ROLE_GIVING_ROLES: readonly string[] = ['Privileged Role Administrator', 'Global Administrator'];

/**
 * Finds the customer of a call, where the caller has a role that the call wants.
 *
 * @throws ApiFault 403/900329 for an application alone, 403/20002 not a customer, 403/900308 none of the roles, by GDAP or DAP
 */
export function getCustomerAs({ parts, caller, params }: Call, roles: readonly string[]): Tenant {
  const user = getUser(caller);
  const { customer } = findCustomer(parts, caller, params['customer'] ?? '');
  if (listRolesIn(parts, user, customer.id).some((role) => roles.includes(role))) return customer;
  const message = `Insufficient privileges for the customer: one of ${roles.join(', ')} is needed.`;
  throw new ApiFault(403, '900308', message);
}
