import { z } from 'zod';
import { readingTask } from '../sweep-task.ts';
import { flatRow } from './flat-row.ts';

const fields = [
  'id',
  'offerId',
  'offerName',
  'friendlyName',
  'quantity',
  'unitType',
  'status',
  'termDuration',
  'billingCycle',
  'autoRenewEnabled',
  'creationDate',
  'commitmentEndDate',
];

/**
 * The subscriptions of each customer, from Partner Center.
 * @see Partner Center REST, "Get all of a customer's subscriptions" (2023-10)
 */
export const subscriptionsTask = readingTask({
  name: 'subscriptions',
  summary: 'reads the subscriptions',
  params: z.strictObject({}),
  resources: ['partner-center'],
  async *run({ apis, partner, customer }) {
    const found = apis.partnerCenter({ partner }).subscriptions(customer);
    for await (const subscription of found) yield flatRow(subscription, fields);
  },
});
