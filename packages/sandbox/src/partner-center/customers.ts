import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { findTenant, listCustomersOf } from '../world/find.ts';
import { isInForce } from '../world/presence.ts';
import type { Tenant } from '../world/types.ts';
import type { Caller } from './authorize-call.ts';
import { writeBillingProfile } from './customer-billing.ts';
import type { BillingProfiles } from './customer-billing.ts';
import { readCustomerFilter } from './customer-filter.ts';
import { etagOf } from './etag.ts';
import { findCustomer } from './find-customer.ts';
import { writePage } from './paging.ts';
import type { Collection } from './paging.ts';

/**
 * `GET /v1/customers?size=N&filter=…`
 *
 * @throws ApiFault 400 size, filter or continuation token
 */
export function listCustomers(parts: SandboxParts, request: Request, { partner }: Caller): Collection {
  const isWanted = readCustomerFilter(new URL(request.url).searchParams.get('filter'));
  const customers = listCustomersOf(parts.world, partner.id)
    .map((relationship) => findTenant(parts.world, relationship.customerTenantId))
    .filter((tenant) => tenant !== undefined)
    .filter(isWanted);
  return writePage(request, customers, writeCustomer);
}

/** One customer, and the ETag that goes into the header. */
export interface CustomerAnswer {
  etag: string;
  body: object;
}

/**
 * `GET /v1/customers/{tenant id}`
 *
 * @throws ApiFault 403/20002 not a customer
 */
export function getCustomer(
  parts: SandboxParts,
  profiles: BillingProfiles,
  caller: Caller,
  customerId: string,
): CustomerAnswer {
  const { customer, relationship } = findCustomer(parts, caller, customerId);
  const content = {
    ...writeCustomer(customer),
    commerceId: deriveGuid('commerce', customer.id),
    allowDelegatedAccess:
      isInForce(relationship, parts.clock.now()) &&
      (relationship.kind === 'dap' || relationship.userObjectIds.length > 0),
    billingProfile: writeBillingProfile(profiles, customer),
  };
  const etag = etagOf(content);
  return { etag, body: { ...content, attributes: { etag, objectType: 'Customer' } } };
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
