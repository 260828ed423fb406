import { z } from 'zod';
import { findTenant } from '../world/find.ts';
import { ApiFault } from './api-fault.ts';
import { writeCollection } from './paging.ts';
import { readBody } from './read-body.ts';
import type { Collection } from './paging.ts';
import type { Call, Route } from './route.ts';

const line = z.string().min(1);
const addressBody = z.object({
  country: z.string().regex(/^[A-Za-z]{2}$/, 'must be a country code of two letters'),
  city: line,
  state: z.string().nullish(),
  addressLine1: line,
  addressLine2: z.string().nullish(),
  postalCode: z.string().nullish(),
});

/** What leads to a customer: relationships, invitations, and checks of a domain and an address. */
export const relationshipRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/relationships',
    isAppOnly: true,
    answer: listRelationships,
  },
  {
    method: 'GET',
    path: '/v1/customers/relationshiprequests',
    answer: ({ caller: { partner } }) => ({
      url: `https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId=${partner.id}&msppId=0&DAP=false#/BillingAccounts/partner-invitation`,
      attributes: { objectType: 'RelationshipRequest' },
    }),
  },
  {
    // HEAD comes as GET, and its answer goes without the body.
    method: 'GET',
    path: '/v1/domains/:domain',
    isAppOnly: true,
    answer: ({ parts, params, request }) => {
      if (request.method !== 'HEAD')
        throw new ApiFault(405, '405', 'The method is not allowed at this path.');
      const isTaken = findTenant(parts.world, params['domain'] ?? '') !== undefined;
      return new Response(null, { status: isTaken ? 200 : 404 });
    },
  },
  {
    method: 'POST',
    path: '/v1/validations/address',
    isAppOnly: true,
    answer: ({ body }) => {
      const originalAddress = readBody(body, addressBody);
      const isWhole = Boolean(originalAddress.postalCode) && /\d/.test(originalAddress.addressLine1);
      const status = isWhole ? 'VerifiedShippable' : 'StreetPartial';
      return Response.json({ originalAddress, suggestedAddresses: isWhole ? [originalAddress] : [], status });
    },
  },
];

const ofProvider = 'IsIndirectCloudSolutionProviderOf';

/** The resellers of an indirect provider. Who sells for a provider is asked by resellers, and they get no answer here. */
function listRelationships({ parts, request, url, caller: { partner } }: Call): Collection {
  const isAsked = url.searchParams.get('relationship_type') === ofProvider;
  const resellers = isAsked
    ? parts.world.tenants.filter(({ indirectProvider }) => indirectProvider === partner.id)
    : [];
  return writeCollection(
    request,
    resellers.map(({ id, name }) => ({
      id,
      name,
      relationshipType: ofProvider,
      state: 'Active',
      attributes: { objectType: 'PartnerRelationship' },
    })),
  );
}
