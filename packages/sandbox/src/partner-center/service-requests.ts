import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { listRelationships } from '../world/find.ts';
import { createSeededRandom } from '../world/random.ts';
import { findCustomer } from './find-customer.ts';
import { writeUnlinked } from './paging.ts';
import type { Route } from './route.ts';

/** Service requests, derived from the customer's id. Their collections have no links at all. */
export const serviceRequestRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/servicerequests',
    answer: ({ parts, caller }) => writeUnlinked(listOf(parts, caller.partner.id)),
  },
  {
    method: 'GET',
    path: '/v1/customers/:customer/servicerequests',
    answer: ({ parts, caller, params }) =>
      writeUnlinked(requestsOf(findCustomer(parts, caller, params['customer'] ?? '').customer.id)),
  },
];

/** Those of the first hundred customers. */
function listOf({ world }: SandboxParts, partnerId: string): object[] {
  const customers = listRelationships(world, partnerId).slice(0, 100);
  return customers.flatMap(({ customerTenantId }) => requestsOf(customerTenantId));
}

/** About every third customer has one. Severity and status are numbers, and dates say nothing of their zone. */
function requestsOf(customerId: string): object[] {
  const random = createSeededRandom(customerId, 'service request');
  if (random.below(3) > 0) return [];
  const day = new Date(Date.UTC(2025, random.below(12), 1 + random.below(28), 9, 7, 0, 863));
  const createdDate = day.toISOString().slice(0, -1);
  return [
    {
      title: 'Mail does not arrive',
      severity: random.below(3),
      id: String(
        Number.parseInt(deriveGuid('service request', customerId).slice(0, 12).replace('-', ''), 16),
      ),
      status: 1,
      primaryContact: { firstName: 'Example', lastName: 'Customer' },
      createdDate,
      lastModifiedDate: createdDate,
      lastClosedDate: '0001-01-01T00:00:00',
      attributes: { objectType: 'ServiceRequest' },
    },
  ];
}
