import { z } from 'zod';
import { USER_READING_ROLES } from '../world/directory-roles.ts';
import { ApiFault } from './api-fault.ts';
import { LICENSE_ROLES, getCustomerAs } from './customer-roles.ts';
import { getUserOf } from './customer-users.ts';
import { assignSkus, listLicensedProducts, skusOf } from './license-assignments.ts';
import type { LicensedProduct, LicenseSource } from './license-assignments.ts';
import { writeCollection } from './paging.ts';
import { readBody } from './read-body.ts';
import type { Call, Route } from './route.ts';

const READING_ROLES = [...USER_READING_ROLES, ...LICENSE_ROLES];

const licenseUpdate = z.object({
  licensesToAssign: z.array(z.object({ skuId: z.string() })).nullish(),
  licensesToRemove: z.array(z.string()).nullish(),
});

/** The licences of a customer and of its users. */
export const licenseRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/customers/:customer/subscribedskus',
    answer: (call) => {
      const customer = getCustomerAs(call, READING_ROLES);
      const products = listLicensedProducts(sourceOf(call), customer.id);
      return writeCollection(call.request, products.map(writeSubscribedSku));
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/:customer/users/:user/licenses',
    answer: (call) => {
      const customer = getCustomerAs(call, READING_ROLES);
      const skus = skusOf(sourceOf(call), customer.id, getUserOf(call, customer.id).objectId);
      const products = listLicensedProducts(sourceOf(call), customer.id);
      const own = products.filter(({ product }) => skus.has(product.sku.id));
      return writeCollection(call.request, own.map(writeLicense));
    },
  },
  {
    method: 'POST',
    path: '/v1/customers/:customer/users/:user/licenseupdates',
    audit: { resourceType: 'license', operationType: 'update_customer_user_licenses' },
    answer: updateLicenses,
  },
];

/** @throws ApiFault 400/60012 no licence is left; 400/800002 body, or a SKU that the customer does not have (a guess) */
function updateLicenses(call: Call): object {
  const customer = getCustomerAs(call, LICENSE_ROLES);
  const user = getUserOf(call, customer.id);
  const wanted = readBody(call.body, licenseUpdate);
  const source = sourceOf(call);
  const products = listLicensedProducts(source, customer.id);
  const skus = new Set(skusOf(source, customer.id, user.objectId));
  for (const sku of wanted.licensesToRemove ?? []) skus.delete(sku.toLowerCase());
  for (const { skuId } of wanted.licensesToAssign ?? []) {
    const sku = skuId.toLowerCase();
    if (!skus.has(sku)) assertIsLeft(products, sku);
    skus.add(sku);
  }
  assignSkus(source, customer.id, user.objectId, skus);
  return {
    licensesToAssign: wanted.licensesToAssign ?? [],
    licensesToRemove: wanted.licensesToRemove ?? [],
    licenseWarnings: [],
    attributes: { objectType: 'LicenseUpdate' },
  };
}

function assertIsLeft(products: readonly LicensedProduct[], sku: string): void {
  const found = products.find(({ product }) => product.sku.id === sku);
  if (found === undefined) {
    throw new ApiFault(400, '800002', `Invalid request input: the customer has no subscription for ${sku}.`);
  }
  if (found.consumed < found.active) return;
  const message =
    'We are sorry, it looks like you have run out of licenses. Buy more licenses, and then try again.';
  throw new ApiFault(400, '60012', message);
}

function sourceOf({ parts, state }: Call): LicenseSource {
  return { world: parts.world, subscriptions: state.subscriptions, licenses: state.licenses };
}

function writeSubscribedSku({ product, active, suspended, consumed }: LicensedProduct): object {
  const capabilityStatus = active > 0 ? 'Enabled' : 'Suspended';
  return {
    availableUnits: Math.max(0, active - consumed),
    activeUnits: active,
    consumedUnits: consumed,
    suspendedUnits: suspended,
    totalUnits: active + suspended,
    warningUnits: 0,
    productSku: { ...writeSku(product), targetType: 'User' },
    servicePlans: writePlans(product, capabilityStatus),
    capabilityStatus,
    attributes: { objectType: 'SubscribedSku' },
  };
}

function writeLicense({ product }: LicensedProduct): object {
  return {
    servicePlans: writePlans(product, 'Assigned'),
    productSku: writeSku(product),
    attributes: { objectType: 'License' },
  };
}

function writeSku({ name, sku }: LicensedProduct['product']): object {
  return { id: sku.id, name, skuPartNumber: sku.partNumber, licenseGroupId: 'group1' };
}

function writePlans({ sku }: LicensedProduct['product'], capabilityStatus: string): object[] {
  return sku.plans.map((plan) => ({ ...plan, capabilityStatus, targetType: 'User' }));
}
