import { etagOf } from './etag.ts';
import type { SubscriptionRecord } from './subscription-records.ts';

/** A subscription as Partner Center sends it. */
export interface Subscription {
  attributes: { etag: string; objectType: 'Subscription' };
}

/** Writes the resource, with the term that the clock is in. */
export function writeSubscriptionOf(
  customerId: string,
  record: SubscriptionRecord,
  now: number,
): Subscription {
  const { product, startedAt, termMonths } = record;
  const [productId = '', skuId = '', availabilityId = ''] = product.offerId.split(':');
  const passed = monthsBetween(startedAt, now);
  const termStart = addMonths(startedAt, passed - (passed % termMonths));
  const sku = `/products/${productId}/skus/${skuId}`;
  const self = `/customers/${customerId}/subscriptions/${record.id}`;
  const content = {
    id: record.id,
    offerId: product.offerId,
    offerName: product.name,
    friendlyName: record.friendlyName,
    productType: { id: product.productType, displayName: product.productType },
    quantity: record.quantity,
    unitType: product.sku === undefined ? 'none' : 'Licenses',
    hasPurchasableAddons: false,
    creationDate: instant(startedAt),
    effectiveStartDate: instant(termStart),
    commitmentEndDate: instant(addMonths(termStart, termMonths)),
    status: record.status,
    autoRenewEnabled: record.autoRenewEnabled,
    isTrial: record.isTrial,
    billingType: product.sku === undefined ? 'usage' : 'license',
    billingCycle: record.billingCycle,
    termDuration: termMonths === 12 ? 'P1Y' : 'P1M',
    isMicrosoftProduct: true,
    partnerId: record.partnerId ?? '',
    contractType: 'subscription',
    ...(record.status === 'suspended' ? { suspensionReasons: ['CustomerCancellation'] } : {}),
    ...(record.nextTerm === undefined ? {} : { scheduledNextTermInstructions: record.nextTerm }),
    links: {
      product: link(`/products/${productId}?country=US`),
      sku: link(`${sku}?country=US`),
      availability: link(`${sku}/availabilities/${availabilityId}?country=US`),
      self: link(self),
    },
    publisherName: 'Microsoft',
    orderId: record.orderId,
  };
  return { ...content, attributes: { etag: etagOf(content), objectType: 'Subscription' } };
}

function link(uri: string): object {
  return { uri, method: 'GET', headers: [] };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

/** Whole months from one instant to another; none to an earlier one. */
function monthsBetween(from: number, to: number): number {
  const [start, end] = [new Date(from), new Date(to)];
  const months =
    (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  return Math.max(0, addMonths(from, months) > to ? months - 1 : months);
}

function addMonths(at: number, months: number): number {
  const date = new Date(at);
  return date.setUTCMonth(date.getUTCMonth() + months);
}
