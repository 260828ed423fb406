import { fingerprint } from '../ids.ts';
import { listUsersOf } from '../world/find.ts';
import type { World } from '../world/types.ts';
import { PRODUCTS } from './products.ts';
import type { Product } from './products.ts';
import { listSubscriptionRecords } from './subscription-records.ts';
import type { SubscriptionChanges, SubscriptionRecord } from './subscription-records.ts';

/** The licences of the customers where they were changed: user by user, the ids of the SKUs. */
export type Assignments = Map<string, Map<string, ReadonlySet<string>>>;

/** What licences are counted from. */
export interface LicenseSource {
  world: World;
  subscriptions: SubscriptionChanges;
  licenses: Assignments;
}

/** A product with licences, and how many of them a customer has. */
export interface LicensedProduct {
  product: Product & { sku: NonNullable<Product['sku']> };
  active: number;
  suspended: number;
  consumed: number;
}

/** Lists the products whose licences a customer has or had. */
export function listLicensedProducts(source: LicenseSource, customerId: string): LicensedProduct[] {
  const records = listSubscriptionRecords(source.subscriptions, customerId);
  const holders = [...assignmentsOf(source, customerId).values()];
  return PRODUCTS.flatMap((product) => {
    const { sku } = product;
    const own = records.filter((record) => record.product === product);
    if (sku === undefined || own.length === 0) return [];
    const consumed = holders.filter((skus) => skus.has(sku.id)).length;
    const [active, suspended] = [seatsOf(own, 'active'), seatsOf(own, 'suspended')];
    return { product: { ...product, sku }, active, suspended, consumed };
  });
}

/** The ids of the SKUs that a user has. */
export function skusOf(source: LicenseSource, customerId: string, userId: string): ReadonlySet<string> {
  return assignmentsOf(source, customerId).get(userId) ?? new Set();
}

/** Gives a user other licences than before. From then on the customer's are kept. */
export function assignSkus(
  source: LicenseSource,
  customerId: string,
  userId: string,
  skus: ReadonlySet<string>,
): void {
  source.licenses.set(customerId, assignmentsOf(source, customerId).set(userId, skus));
}

/** Licences of users who are gone count for nobody. */
function assignmentsOf(source: LicenseSource, customerId: string): Map<string, ReadonlySet<string>> {
  const kept = source.licenses.get(customerId);
  const users = listUsersOf(source.world, customerId);
  if (kept === undefined) return deriveAssignments(source, customerId);
  return new Map(users.map(({ objectId }) => [objectId, kept.get(objectId) ?? new Set<string>()]));
}

/** In the beginning about two of three users have a licence of each active subscription, as long as there are any. */
function deriveAssignments(source: LicenseSource, customerId: string): Map<string, ReadonlySet<string>> {
  const records = listSubscriptionRecords(source.subscriptions, customerId);
  const left = new Map<string, number>();
  for (const { product, quantity, status } of records) {
    if (product.sku !== undefined && status === 'active') left.set(product.sku.id, quantity);
  }
  return new Map(
    listUsersOf(source.world, customerId).map(({ objectId }) => {
      const skus = [...left.keys()].filter(
        (sku) =>
          (left.get(sku) ?? 0) > 0 && Number.parseInt(fingerprint(objectId + sku).slice(0, 4), 16) % 3 > 0,
      );
      for (const sku of skus) left.set(sku, (left.get(sku) ?? 0) - 1);
      return [objectId, new Set(skus)];
    }),
  );
}

function seatsOf(records: readonly SubscriptionRecord[], status: SubscriptionRecord['status']): number {
  return records
    .filter((record) => record.status === status)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}
