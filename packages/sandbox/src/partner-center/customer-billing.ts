import { deriveGuid } from '../ids.ts';
import type { Tenant } from '../world/types.ts';
import { CommerceFault } from './commerce-fault.ts';
import { findCustomer } from './find-customer.ts';
import { assertIfMatch, etagOf } from './etag.ts';
import { readBody } from './read-body.ts';
import type { BillingProfile, BillingProfiles } from './billing-body.ts';
import { billingBody } from './billing-body.ts';
import type { Call, Route } from './route.ts';

/** Countries where a customer must have a phone number (checked 2023-06). */
const PHONE_COUNTRIES = ['AM', 'AZ', 'BY', 'HU', 'IN', 'KZ', 'KG', 'MD', 'RU', 'TJ', 'UZ', 'UA'];

const PATH = '/v1/customers/:customer/profiles/billing';

/** Reading and replacing the billing profile of a customer. */
export const billingRoutes: readonly Route[] = [
  { method: 'GET', path: PATH, isAppOnly: true, answer: getBillingProfile },
  {
    method: 'PUT',
    path: PATH,
    isAppOnly: true,
    audit: {
      resourceType: 'customer',
      operationType: 'update_customer_billing_profile',
      old: getBillingProfile,
    },
    answer: replaceBillingProfile,
  },
];

function getBillingProfile({ parts, state, caller, params }: Call): object {
  const { customer } = findCustomer(parts, caller, params['customer'] ?? '');
  return writeBillingProfile(state.billingProfiles, customer);
}

/** The billing profile of a customer, with its ETag. */
export function writeBillingProfile(profiles: BillingProfiles, customer: Tenant): object {
  const profile = billingProfileOf(profiles, customer);
  return {
    id: deriveGuid('billing', customer.id),
    ...profile,
    links: { self: { uri: `/customers/${customer.id}/profiles/billing`, method: 'GET', headers: [] } },
    attributes: { etag: billingEtag(profiles, customer), objectType: 'CustomerBillingProfile' },
  };
}

/** The ETag of the profile, without quotes. */
export function billingEtag(profiles: BillingProfiles, customer: Tenant): string {
  return etagOf({ id: customer.id, ...billingProfileOf(profiles, customer) });
}

/**
 * `PUT /v1/customers/{tenant id}/profiles/billing`: the whole profile, with `If-Match`.
 *
 * @throws ApiFault 403/20002 not a customer; 412/800036, 400/2055 ETag; 400/800002 body
 * @throws CommerceFault 400/600051 no phone number in a country that wants one
 */
function replaceBillingProfile({ parts, state, caller, params, request, body: text }: Call): object {
  const { customer } = findCustomer(parts, caller, params['customer'] ?? '');
  const profiles = state.billingProfiles;
  assertIfMatch(request, billingEtag(profiles, customer));
  const profile = readBody(text, billingBody);
  const { country, phoneNumber } = profile.defaultAddress;
  if (PHONE_COUNTRIES.includes(country.toUpperCase()) && !phoneNumber) {
    throw new CommerceFault(400, 600051, 'CustomerPhoneNumberMissing', 'Customer phone number is missing.');
  }
  profiles.set(customer.id, profile);
  return writeBillingProfile(profiles, customer);
}

function billingProfileOf(profiles: BillingProfiles, customer: Tenant): BillingProfile {
  return profiles.get(customer.id) ?? firstProfile(customer);
}

function firstProfile({ name, defaultDomain }: Tenant): BillingProfile {
  return {
    firstName: 'Example',
    lastName: 'Customer',
    email: `billing@${defaultDomain}`,
    culture: 'en-US',
    language: 'en',
    companyName: name,
    defaultAddress: {
      country: 'US',
      city: 'Redmond',
      state: 'WA',
      addressLine1: '1 Example Way',
      postalCode: '98052',
      firstName: 'Example',
      lastName: 'Customer',
      phoneNumber: '4255550100',
    },
  };
}
