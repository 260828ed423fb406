import type { SandboxParts } from '../parts.ts';
import { findRelationship, findTenant } from '../world/find.ts';
import type { Relationship, Tenant } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import type { Caller } from './authorize-call.ts';

/** @throws ApiFault 403/20002 when the tenant is not a customer of the caller's. The partner's own tenant is none. */
export function findCustomer(
  parts: SandboxParts,
  { partner }: Caller,
  customerId: string,
): { customer: Tenant; relationship: Relationship } {
  const relationship = findRelationship(parts.world, partner.id, customerId);
  const customer = relationship && findTenant(parts.world, relationship.customerTenantId);
  if (relationship === undefined || customer === undefined) {
    throw new ApiFault(403, '20002', 'The partner does not have a commerce relationship with the customer.');
  }
  return { customer, relationship };
}
