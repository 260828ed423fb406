import type { TenantId } from '../../ids.ts';
import type { Fetch, Random } from '../../ports.ts';
import type { CredentialSource } from '../call.ts';
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
  readonly fetch: Fetch;
  readonly random: Random;
  /** Tokens for Partner Center, of the partner's own tenant. */
  readonly credential: CredentialSource;
  /** Told of each call what Partner Center said of its MFA; undefined when it did not say. */
  readonly onMfa?: (isMfaCompliant: boolean | undefined) => void;
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

export function createPartnerCenter(options: PartnerCenterOptions): PartnerCenter {
  const size = options.pageSize ?? 500;
  return {
    customers: () => pages<PartnerCenterCustomer>(options, `/v1/customers?size=${size}`),
    customerUsers: (customer) =>
      pages<PartnerCenterUser>(options, `/v1/customers/${customer}/users?size=${size}`),
    collection: (path) => pages<unknown>(options, path),
  };
}
