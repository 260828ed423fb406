import { deriveGuid } from '../ids.ts';
import { createSeededRandom } from '../world/random.ts';
import { PRODUCTS } from './products.ts';
import type { Product } from './products.ts';

/** What is known of a subscription. The rest of the resource follows from it. */
export interface SubscriptionRecord {
  id: string;
  orderId: string;
  product: Product;
  friendlyName: string;
  quantity: number;
  status: 'active' | 'suspended' | 'expired' | 'deleted';
  autoRenewEnabled: boolean;
  termMonths: 1 | 12;
  billingCycle: 'monthly' | 'annual';
  isTrial: boolean;
  /** Epoch milliseconds, on a day that every month has. */
  startedAt: number;
  partnerId?: string;
  nextTerm?: Record<string, unknown>;
}

/** Subscriptions that were changed or bought, by customer and by their own id. */
export type SubscriptionChanges = Map<string, Map<string, SubscriptionRecord>>;

/**
 * Lists the subscriptions of a customer. Those of the beginning follow from the customer's id and are kept nowhere: one for each of some
 * products of the catalogue, in no world another.
 */
export function listSubscriptionRecords(
  changes: SubscriptionChanges,
  customerId: string,
): SubscriptionRecord[] {
  const changed = changes.get(customerId);
  const first = deriveRecords(customerId).map((record) => changed?.get(record.id) ?? record);
  const firstIds = new Set(first.map(({ id }) => id));
  return [...first, ...(changed?.values() ?? []).filter(({ id }) => !firstIds.has(id))];
}

/** Keeps a subscription that was changed or bought. */
export function keepSubscription(
  changes: SubscriptionChanges,
  customerId: string,
  record: SubscriptionRecord,
): void {
  const changed = changes.get(customerId) ?? new Map<string, SubscriptionRecord>();
  changes.set(customerId, changed.set(record.id, record));
}

/** Every customer has the first product; nine of ten subscriptions are active. */
function deriveRecords(customerId: string): SubscriptionRecord[] {
  const random = createSeededRandom(customerId, 'subscriptions');
  const orderId = deriveGuid('order', customerId).slice(-12);
  return PRODUCTS.flatMap((product, index) => {
    const [isThere, place] = [random.fraction(), random.fraction()];
    const [seats, month, day] = [5 + random.below(20), random.below(12), random.below(28)];
    const isYearly = random.fraction() < 0.5;
    if (index > 0 && isThere < 0.5) return [];
    return {
      id: deriveGuid('subscription', customerId, product.offerId),
      orderId,
      product,
      friendlyName: product.name,
      quantity: product.sku === undefined ? 1 : seats,
      status: index > 0 && place < 0.1 ? 'suspended' : 'active',
      autoRenewEnabled: true,
      termMonths: isYearly ? 12 : 1,
      billingCycle: 'monthly',
      isTrial: false,
      startedAt: Date.UTC(2024, month, 1 + day, 9),
    };
  });
}
