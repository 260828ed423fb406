import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { findRelationship, findTenant, listRelationships } from '../world/find.ts';
import type { Relationship, Tenant } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import type { Caller } from './authorize-call.ts';
import { writePage } from './paging.ts';
import type { Collection } from './paging.ts';

/** `GET /v1/customers?size=N` */
export function listCustomers(parts: SandboxParts, request: Request, { partner }: Caller): Collection {
  const customers = listRelationships(parts.world, partner.id)
    .map((relationship) => findTenant(parts.world, relationship.customerTenantId))
    .filter((tenant) => tenant !== undefined);
  return writePage(request, customers, writeCustomer);
}

/** `GET /v1/customers/{tenant id}` */
export function getCustomer(parts: SandboxParts, caller: Caller, customerId: string): object {
  const { customer, relationship } = findCustomer(parts, caller, customerId);
  return {
    ...writeCustomer(customer),
    commerceId: deriveGuid('commerce', customer.id),
    allowDelegatedAccess: relationship.userObjectIds.length > 0,
    billingProfile: {
      id: deriveGuid('billing', customer.id),
      companyName: customer.name,
      attributes: { objectType: 'CustomerBillingProfile' },
    },
  };
}

/** @throws ApiFault 403/20002 when the tenant is not a customer of the caller's */
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

function writeCustomer(tenant: Tenant): object {
  return {
    id: tenant.id,
    companyProfile: {
      tenantId: tenant.id,
      domain: tenant.defaultDomain,
      companyName: tenant.name,
      links: { self: { uri: `/customers/${tenant.id}/profiles/company`, method: 'GET', headers: [] } },
      attributes: { objectType: 'CustomerCompanyProfile' },
    },
    relationshipToPartner: 'reseller',
    links: { self: { uri: `/customers/${tenant.id}`, method: 'GET', headers: [] } },
    attributes: { objectType: 'Customer' },
  };
}
