import { z } from 'zod';
import { readingTask } from '../sweep-task.ts';
import { flatRow, flatValue } from './flat-row.ts';

const counts = [
  'totalUnits',
  'activeUnits',
  'consumedUnits',
  'availableUnits',
  'warningUnits',
  'suspendedUnits',
  'capabilityStatus',
];

/**
 * What each customer has licences for, and how many are taken, from Partner Center.
 * @see Partner Center REST, "Get a list of available licenses" (2023-10)
 */
export const licencesTask = readingTask({
  name: 'licences',
  summary: 'reads the licences',
  params: z.strictObject({}),
  resources: ['partner-center'],
  async *run({ apis, partner, customer }) {
    const found = apis.partnerCenter({ partner }).collection(`/v1/customers/${customer}/subscribedskus`);
    for await (const item of found) {
      const { productSku = {} } = item as { readonly productSku?: Readonly<Record<string, unknown>> };
      yield {
        skuId: flatValue(productSku['id']),
        skuPartNumber: flatValue(productSku['skuPartNumber']),
        name: flatValue(productSku['name']),
        ...flatRow(item, counts),
      };
    }
  },
});
