import { z } from 'zod';
import { ApiFault } from './api-fault.ts';
import { assertIfMatch } from './etag.ts';
import { findCustomer } from './find-customer.ts';
import { writeCollection } from './paging.ts';
import { readBody } from './read-body.ts';
import type { Call, Route } from './route.ts';
import { keepSubscription, listSubscriptionRecords } from './subscription-records.ts';
import type { SubscriptionRecord } from './subscription-records.ts';
import { writeSubscriptionOf } from './write-subscription.ts';
import type { Subscription } from './write-subscription.ts';

const text = z.string().nullish();
/** The whole resource. What may be left out is reset by that, as Partner Center does it without a word. */
const subscriptionBody = z.object({
  id: z.string(),
  quantity: z.number().int().min(1),
  status: z.enum(['active', 'suspended', 'deleted']),
  friendlyName: text,
  autoRenewEnabled: z.boolean().nullish(),
  partnerId: text,
  billingCycle: z.enum(['monthly', 'annual']).nullish(),
  scheduledNextTermInstructions: z.record(z.string(), z.unknown()).nullish(),
});

const ONE = '/v1/customers/:customer/subscriptions/:subscription';

/** The subscriptions of a customer. */
export const subscriptionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/customers/:customer/subscriptions',
    isAppOnly: true,
    answer: (call) => {
      const orderId = call.url.searchParams.get('order_id');
      const records = recordsOf(call).filter((record) => orderId === null || record.orderId === orderId);
      return writeCollection(
        call.request,
        records.map((record) => writeSubscription(call, record)),
      );
    },
  },
  { method: 'GET', path: ONE, isAppOnly: true, answer: answerSubscription },
  {
    method: 'PATCH',
    path: ONE,
    isAppOnly: true,
    audit: {
      resourceType: 'subscription',
      operationType: 'update_subscription',
      old: (call) => writeSubscription(call, getRecord(call)),
    },
    answer: changeSubscription,
  },
];

function answerSubscription(call: Call): Response {
  const subscription = writeSubscription(call, getRecord(call));
  return Response.json(subscription, { headers: { etag: `"${subscription.attributes.etag}"` } });
}

/** @throws ApiFault 412/800036, 400/2055 ETag; 400/800002 body; 400/800040 a change of status that is none */
function changeSubscription(call: Call): object {
  const record = getRecord(call);
  assertIfMatch(call.request, writeSubscription(call, record).attributes.etag);
  const wanted = readBody(call.body, subscriptionBody);
  if (wanted.id.toLowerCase() !== record.id) {
    throw new ApiFault(400, '800002', 'Invalid request input: id is of another subscription.');
  }
  if (record.status === 'deleted' || record.status === 'expired') {
    const message = `Asset status can't be changed to ${wanted.status} from ${record.status}.`;
    throw new ApiFault(400, '800040', message);
  }
  const { partnerId: _partner, nextTerm: _next, ...kept } = record;
  const changed: SubscriptionRecord = {
    ...kept,
    quantity: wanted.quantity,
    status: wanted.status,
    friendlyName: wanted.friendlyName ?? record.product.name,
    autoRenewEnabled: wanted.autoRenewEnabled ?? false,
    billingCycle: wanted.billingCycle ?? 'monthly',
    ...(wanted.partnerId ? { partnerId: wanted.partnerId } : {}),
    ...(wanted.scheduledNextTermInstructions ? { nextTerm: wanted.scheduledNextTermInstructions } : {}),
  };
  keepSubscription(call.state.subscriptions, customerIdOf(call), changed);
  return writeSubscription(call, changed);
}

/** @throws ApiFault 403/20002, 404/20003 */
function getRecord(call: Call): SubscriptionRecord {
  const wanted = call.params['subscription']?.toLowerCase();
  const record = recordsOf(call).find(({ id }) => id === wanted);
  if (record !== undefined) return record;
  throw new ApiFault(404, '20003', `Subscription with ID ${wanted ?? ''} not found.`);
}

function recordsOf(call: Call): SubscriptionRecord[] {
  return listSubscriptionRecords(call.state.subscriptions, customerIdOf(call));
}

function customerIdOf({ parts, caller, params }: Call): string {
  return findCustomer(parts, caller, params['customer'] ?? '').customer.id;
}

function writeSubscription(call: Call, record: SubscriptionRecord): Subscription {
  return writeSubscriptionOf(customerIdOf(call), record, call.parts.clock.now());
}
