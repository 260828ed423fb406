import type { Tenant } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import { getUser } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { deriveGuid } from '../ids.ts';
import { etagOf } from './etag.ts';
import type { Route } from './route.ts';

const ADDRESS = {
  country: 'US',
  city: 'Buffalo',
  state: 'NY',
  addressLine1: '123 Example Street',
  addressLine2: '',
  postalCode: '14201',
};

interface PartnerProfile {
  objectType: string;
  /** True for a profile that an application alone may read. */
  isAppOnly?: true;
  write(partner: Tenant): object;
}

/** The profiles of a partner, by the last part of their path. */
const PROFILES: Readonly<Record<string, PartnerProfile>> = {
  legalbusiness: {
    objectType: 'LegalBusinessProfile',
    isAppOnly: true,
    write: ({ name, defaultDomain }) => ({
      companyName: name,
      address: ADDRESS,
      primaryContact: contactAt(defaultDomain),
      companyApproverAddress: ADDRESS,
      companyApproverEmail: `legal@${defaultDomain}`,
      vettingStatus: 'authorized',
      vettingSubStatus: 'none',
    }),
  },
  mpn: {
    objectType: 'MpnProfile',
    write: ({ id, name }) => ({ partnerName: name, mpnId: partnerNumber(id) }),
  },
  organization: {
    objectType: 'OrganizationProfile',
    write: ({ id, name, defaultDomain }) => ({
      id: deriveGuid('organization', id),
      companyName: name,
      defaultAddress: { ...ADDRESS, ...namesOf(contactAt(defaultDomain)) },
      tenantId: id,
      domain: defaultDomain,
      email: `contact@${defaultDomain}`,
      language: 'en',
      culture: 'en-US',
    }),
  },
  billing: {
    objectType: 'BillingProfile',
    write: ({ name, defaultDomain }) => ({
      companyName: name,
      address: ADDRESS,
      primaryContact: contactAt(defaultDomain),
      purchaseOrderNumber: '',
      taxId: '',
      billingCurrency: 'USD',
    }),
  },
  support: {
    objectType: 'SupportProfile',
    write: ({ defaultDomain }) => ({
      email: `support@${defaultDomain}`,
      telephone: '7165550100',
      website: `https://www.${defaultDomain}`,
    }),
  },
};

/** The profiles of the partner itself. */
export const profileRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/profiles/:profile',
    isAppOnly: true,
    answer: ({ caller, params, url }) => getProfile(caller, params['profile'] ?? '', url),
  },
];

/**
 * `GET /v1/profiles/{legalbusiness, mpn, organization, billing or support}`: what Partner Center knows of the partner itself.
 *
 * @throws ApiFault 404/1000 no such profile, 403/900329 an application alone, 404/800015 another `mpnId` than the partner's own
 */
function getProfile(caller: Caller, name: string, url: URL): object {
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (profile === undefined) throw new ApiFault(404, '1000', 'Not found.');
  if (profile.isAppOnly !== true) getUser(caller);
  const mpnId = url.searchParams.get('mpnId');
  if (name === 'mpn' && mpnId !== null && mpnId !== partnerNumber(caller.partner.id)) {
    throw new ApiFault(404, '800015', "PartnerID isn't found.");
  }
  const content = profile.write(caller.partner);
  const { objectType } = profile;
  return {
    ...content,
    profileType: objectType,
    links: { self: { uri: `/profiles/${name}`, method: 'GET', headers: [] } },
    attributes: { etag: etagOf(content), objectType },
  };
}

function contactAt(domain: string): {
  firstName: string;
  lastName: string;
  email: string;
  phoneNumber: string;
} {
  return { firstName: 'Gena', lastName: 'Example', email: `gena@${domain}`, phoneNumber: '7165550100' };
}

function namesOf(contact: ReturnType<typeof contactAt>): object {
  const { firstName, lastName, phoneNumber } = contact;
  return { firstName, lastName, phoneNumber };
}

/** Seven digits, the same for the same partner. */
export function partnerNumber(tenantId: string): string {
  return String(1_000_000 + (Number.parseInt(deriveGuid('mpn', tenantId).slice(0, 8), 16) % 9_000_000));
}
