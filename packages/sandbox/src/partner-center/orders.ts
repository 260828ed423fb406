import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ApiFault } from './api-fault.ts';
import { findCustomer } from './find-customer.ts';
import { writeCollection } from './paging.ts';
import { findProduct } from './products.ts';
import { readBody } from './read-body.ts';
import type { Purchase } from './records.ts';
import type { Call, Route } from './route.ts';
import { keepSubscription, listSubscriptionRecords } from './subscription-records.ts';
import type { SubscriptionRecord } from './subscription-records.ts';

const term = {
  billingCycle: z.enum(['monthly', 'annual']).nullish(),
  termDuration: z.enum(['P1M', 'P1Y']).nullish(),
};
const quantity = z.number().int().min(1);
const orderBody = z.object({
  ...term,
  lineItems: z
    .array(
      z.object({
        ...term,
        lineItemNumber: z.number(),
        offerId: z.string(),
        quantity,
        friendlyName: z.string().nullish(),
      }),
    )
    .min(1),
});

const LIST = '/v1/customers/:customer/orders';

/** The orders of a customer: the subscriptions with one order id. */
export const orderRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: LIST,
    isAppOnly: true,
    answer: (call) => {
      const orders = Map.groupBy(recordsOf(call), ({ orderId }) => orderId);
      return writeCollection(
        call.request,
        [...orders.values()].map((records) => writeOrder(call, records)),
      );
    },
  },
  {
    method: 'GET',
    path: `${LIST}/:order`,
    isAppOnly: true,
    answer: (call) => {
      const records = recordsOf(call).filter(({ orderId }) => orderId === call.params['order']);
      if (records.length > 0) return writeOrder(call, records);
      throw new ApiFault(404, '20000', 'Order ID not found.');
    },
  },
  {
    method: 'POST',
    path: LIST,
    audit: { resourceType: 'order', operationType: 'create_order' },
    answer: (call) => {
      const { lineItems, billingCycle } = readBody(call.body, orderBody);
      return placeOrder(
        call,
        lineItems.map((item) => ({ ...item, billingCycle: item.billingCycle ?? billingCycle })),
      );
    },
  },
];

/** Buys: each line becomes a subscription. @throws ApiFault 400/800004 no such offer, before anything is bought */
export function placeOrder(call: Call, purchases: readonly Purchase[]): object {
  const customerId = customerIdOf(call);
  const orderId = randomUUID().slice(-12);
  const records = purchases.map((purchase) => toRecord(call, orderId, purchase));
  for (const record of records) keepSubscription(call.state.subscriptions, customerId, record);
  return writeOrder(call, records);
}

function toRecord(call: Call, orderId: string, purchase: Purchase): SubscriptionRecord {
  const product = findProduct(purchase.offerId);
  if (product === undefined) throw new ApiFault(400, '800004', `Invalid offer ID: ${purchase.offerId}.`);
  const now = new Date(call.parts.clock.now());
  return {
    id: randomUUID(),
    orderId,
    product,
    friendlyName: purchase.friendlyName ?? product.name,
    quantity: purchase.quantity,
    status: 'active',
    autoRenewEnabled: true,
    termMonths: purchase.termDuration === 'P1Y' ? 12 : 1,
    billingCycle: purchase.billingCycle ?? 'monthly',
    isTrial: false,
    // A term that begins on the last days of a month begins on the 28th: every month has one.
    startedAt: now.setUTCDate(Math.min(28, now.getUTCDate())),
  };
}

function writeOrder(call: Call, records: readonly SubscriptionRecord[]): object {
  const [first] = records;
  const customerId = customerIdOf(call);
  return {
    id: first?.orderId,
    alternateId: first?.orderId,
    referenceCustomerId: customerId,
    billingCycle: first?.billingCycle,
    currencyCode: 'USD',
    currencySymbol: '$',
    lineItems: records.map((record, lineItemNumber) => ({
      lineItemNumber,
      offerId: record.product.offerId,
      subscriptionId: record.id,
      termDuration: record.termMonths === 12 ? 'P1Y' : 'P1M',
      transactionType: 'New',
      friendlyName: record.friendlyName,
      quantity: record.quantity,
    })),
    creationDate: new Date(first?.startedAt ?? 0).toISOString(),
    status: 'completed',
    transactionType: 'UserPurchase',
    links: {
      self: { uri: `/customers/${customerId}/orders/${first?.orderId ?? ''}`, method: 'GET', headers: [] },
    },
    client: {},
    attributes: { objectType: 'Order' },
  };
}

function recordsOf(call: Call): SubscriptionRecord[] {
  return listSubscriptionRecords(call.state.subscriptions, customerIdOf(call));
}

/** @throws ApiFault 403/20002 not a customer */
function customerIdOf({ parts, caller, params }: Call): string {
  return findCustomer(parts, caller, params['customer'] ?? '').customer.id;
}
