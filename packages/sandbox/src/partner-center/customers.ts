import { z } from 'zod';
import { deriveGuid } from '../ids.ts';
import { findTenant, listCustomersOf } from '../world/find.ts';
import { isInForce } from '../world/presence.ts';
import type { Tenant } from '../world/types.ts';
import { writeBillingProfile } from './customer-billing.ts';
import { ApiFault } from './api-fault.ts';
import { readCustomerFilter } from './customer-filter.ts';
import { etagOf } from './etag.ts';
import { findCustomer } from './find-customer.ts';
import { writePage } from './paging.ts';
import type { Collection } from './paging.ts';
import { readBody } from './read-body.ts';
import type { Call, Route } from './route.ts';

const ONE = '/v1/customers/:customer';

const noRelation = z.object({ relationshipToPartner: z.literal('none') });

/** The customers of a partner. */
export const customerRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/customers', isAppOnly: true, answer: listCustomers },
  { method: 'GET', path: ONE, isAppOnly: true, answer: getCustomer },
  {
    method: 'PATCH',
    path: ONE,
    audit: {
      resourceType: 'partner_customer_relationship',
      operationType: 'remove_partner_customer_relationship',
      old: customerOf,
    },
    answer: removeRelation,
  },
  {
    method: 'DELETE',
    path: ONE,
    audit: {
      resourceType: 'customer',
      operationType: 'delete_customer',
      old: customerOf,
    },
    answer: deleteCustomer,
  },
];

/** @throws ApiFault 400 size, filter or continuation token */
function listCustomers({ parts, request, url, caller: { partner } }: Call): Collection {
  const isWanted = readCustomerFilter(url.searchParams.get('filter'));
  const customers = listCustomersOf(parts.world, partner.id)
    .map((relationship) => findTenant(parts.world, relationship.customerTenantId))
    .filter((tenant) => tenant !== undefined)
    .filter(isWanted);
  return writePage(
    request,
    customers,
    (one) => writeCustomer(one),
    parts.world.settings.partnerCenterNextUri,
  );
}

/** @throws ApiFault 403/20002 not a customer */
function getCustomer({ parts, state, caller, params }: Call): Response {
  const { customer, relationship } = findCustomer(parts, caller, params['customer'] ?? '');
  const content = {
    ...writeCustomer(customer),
    commerceId: deriveGuid('commerce', customer.id),
    allowDelegatedAccess:
      isInForce(relationship, parts.clock.now()) &&
      (relationship.kind === 'dap' || relationship.userObjectIds.length > 0),
    billingProfile: writeBillingProfile(state.billingProfiles, customer),
  };
  const etag = etagOf(content);
  const body = { ...content, attributes: { etag, objectType: 'Customer' } };
  return Response.json(body, { headers: { etag: `"${etag}"` } });
}

function customerOf({ parts, caller, params }: Call): object {
  return writeCustomer(findCustomer(parts, caller, params['customer'] ?? '').customer);
}

/**
 * Ends the relationship with a customer, and the delegated privileges with it: they are one record of the world.
 *
 * @throws ApiFault 403/20002 not a customer; 400/800002 another relationship than `none`
 */
function removeRelation({ parts, caller, params, body }: Call): object {
  const { customer, relationship } = findCustomer(parts, caller, params['customer'] ?? '');
  readBody(body, noRelation);
  const { world } = parts;
  world.relationships = world.relationships.filter((one) => one !== relationship);
  return writeCustomer(customer, 'none');
}

/**
 * Deletes a customer of an integration sandbox account: it is the partner's no more. No other account can delete one.
 *
 * @throws ApiFault 403/2032 not an integration sandbox account; 403/20002 not a customer
 */
function deleteCustomer({ parts, caller, params }: Call): Response {
  if (caller.partner.isIntegrationSandbox !== true)
    throw new ApiFault(403, '2032', 'Access denied: only an integration sandbox account deletes customers.');
  const { relationship } = findCustomer(parts, caller, params['customer'] ?? '');
  const { world } = parts;
  world.relationships = world.relationships.filter((one) => one !== relationship);
  return new Response(null, { status: 204 });
}

function writeCustomer(tenant: Tenant, relationshipToPartner: 'reseller' | 'none' = 'reseller'): object {
  return {
    id: tenant.id,
    companyProfile: {
      tenantId: tenant.id,
      domain: tenant.defaultDomain,
      companyName: tenant.name,
      links: { self: { uri: `/customers/${tenant.id}/profiles/company`, method: 'GET', headers: [] } },
      attributes: { objectType: 'CustomerCompanyProfile' },
    },
    relationshipToPartner,
    links: { self: { uri: `/customers/${tenant.id}`, method: 'GET', headers: [] } },
    attributes: { objectType: 'Customer' },
  };
}
