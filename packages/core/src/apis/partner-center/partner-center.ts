import type { TenantId } from '../../ids.ts';
import type { Api } from '../api.ts';
import { pages } from './pages.ts';

/**
 * A customer of the partner.
 * @see Partner Center REST, "Get a list of customers" (2023-10)
 */
export interface PartnerCenterCustomer {
  readonly id: string;
  readonly companyProfile?: {
    readonly tenantId?: string;
    readonly domain?: string;
    readonly companyName?: string;
  };
  readonly relationshipToPartner?: string;
  /** Fields that are not named here are passed through. */
  readonly [field: string]: unknown;
}

/**
 * A user account in a customer's tenant.
 * @see Partner Center REST, "Get a list of all user accounts for a customer" (2023-10)
 */
export interface PartnerCenterUser {
  readonly id: string;
  readonly userPrincipalName?: string;
  readonly displayName?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly state?: string;
  readonly [field: string]: unknown;
}

export interface PartnerCenterOptions {
  /** How many items Partner Center puts on a page. */
  readonly pageSize?: number;
}

/** Partner Center, in the name of one partner's service account. */
export interface PartnerCenter {
  /** Every customer, page after page. @throws ConsentryError `api_…` and those of the credential source */
  customers(): AsyncIterable<PartnerCenterCustomer>;
  /** Every user of one customer, page after page. Needs GDAP. @throws ConsentryError as {@link customers} */
  customerUsers(customer: TenantId): AsyncIterable<PartnerCenterUser>;
  /** Every item of any collection, by its path. @throws ConsentryError as {@link customers} */
  collection(path: string): AsyncIterable<unknown>;
}

/** @param api for Partner Center */
export function createPartnerCenter(api: Api, { pageSize = 500 }: PartnerCenterOptions = {}): PartnerCenter {
  return {
    customers: () => pages<PartnerCenterCustomer>(api, `/v1/customers?size=${pageSize}`),
    customerUsers: (customer) =>
      pages<PartnerCenterUser>(api, `/v1/customers/${customer}/users?size=${pageSize}`),
    collection: (path) => pages<unknown>(api, path),
  };
}
