import { z } from 'zod';
import { readingTask } from '../sweep-task.ts';
import { flatRow, flatValue } from './flat-row.ts';

const fields = [
  'id',
  'displayName',
  'status',
  'duration',
  'autoExtendDuration',
  'activatedDateTime',
  'endDateTime',
];

interface Relationship {
  readonly customer?: { readonly tenantId?: unknown };
  readonly accessDetails?: { readonly unifiedRoles?: readonly unknown[] };
}

/**
 * The GDAP relationships with each customer, from Graph in the partner's own tenant.
 * @see https://learn.microsoft.com/graph/api/tenantrelationship-list-delegatedadminrelationships (2026-11)
 */
export const relationshipsTask = readingTask({
  name: 'relationships',
  summary: 'reads the GDAP relationships',
  params: z.strictObject({}),
  // The token is of the partner's tenant, one for all.
  resources: [],
  async *run({ apis, partner, customer }) {
    const filter = encodeURIComponent(`customer/tenantId eq '${customer}'`);
    const path = `/v1.0/tenantRelationships/delegatedAdminRelationships?$filter=${filter}`;
    for await (const item of apis.graph({ partner }).collection(path)) {
      const { accessDetails } = item as Relationship;
      yield { ...flatRow(item, fields), roles: flatValue(accessDetails?.unifiedRoles?.length) };
    }
  },
});
