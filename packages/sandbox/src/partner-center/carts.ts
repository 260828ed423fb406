import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ApiFault } from './api-fault.ts';
import { findCustomer } from './find-customer.ts';
import { placeOrder } from './orders.ts';
import { findProduct } from './products.ts';
import { readBody } from './read-body.ts';
import type { Cart } from './records.ts';
import type { Call, Route } from './route.ts';

const cartBody = z.object({
  lineItems: z
    .array(
      z.object({
        id: z.number().int().min(0),
        catalogItemId: z.string(),
        quantity: z.number().int().min(1),
        friendlyName: z.string().nullish(),
        billingCycle: z.enum(['monthly', 'annual']).nullish(),
        termDuration: z.enum(['P1M', 'P1Y']).nullish(),
      }),
    )
    .min(1),
});

/** A cart lives for a week. */
const LIFE_MS = 7 * 24 * 60 * 60_000;

const LIST = '/v1/customers/:customer/carts';

/** Carts, and how they become orders. */
export const cartRoutes: readonly Route[] = [
  { method: 'POST', path: LIST, answer: createCart },
  { method: 'GET', path: `${LIST}/:cart`, answer: (call) => writeCart(getCart(call)) },
  {
    method: 'POST',
    path: `${LIST}/:cart/checkout`,
    audit: { resourceType: 'order', operationType: 'create_order' },
    answer: (call) => {
      const cart = getCart(call);
      if (cart.status === 'Ordered') {
        throw new ApiFault(400, '800065', `Cannot check out an already submitted cart ${cart.id}.`);
      }
      const order = placeOrder(
        call,
        cart.lineItems.map(({ catalogItemId, ...item }) => ({ ...item, offerId: catalogItemId })),
      );
      cart.status = 'Ordered';
      return { orders: [order], orderErrors: [], attributes: { objectType: 'CartCheckoutResult' } };
    },
  },
];

/** @throws ApiFault 403/20002; 400/800002 body, 400/800009 a catalogue item that there is not */
function createCart(call: Call): object {
  const { parts, caller, params, state } = call;
  const { customer } = findCustomer(parts, caller, params['customer'] ?? '');
  const { lineItems } = readBody(call.body, cartBody);
  const unknown = lineItems.find(({ catalogItemId }) => findProduct(catalogItemId) === undefined);
  if (unknown !== undefined) {
    throw new ApiFault(400, '800009', `Error in Cart item(s): ${unknown.catalogItemId} is not known.`);
  }
  const cart: Cart = {
    id: randomUUID(),
    customerId: customer.id,
    createdAt: parts.clock.now(),
    lastModifiedUser: caller.claims.objectId,
    status: 'Active',
    lineItems,
  };
  state.carts.set(cart.id, cart);
  return writeCart(cart);
}

/** @throws ApiFault 403/20002; 404/800008 no such cart of the customer's, or it is over */
function getCart({ parts, caller, params, state }: Call): Cart {
  const { customer } = findCustomer(parts, caller, params['customer'] ?? '');
  const cart = state.carts.get(params['cart']?.toLowerCase() ?? '');
  const isThere = cart?.customerId === customer.id && parts.clock.now() - cart.createdAt < LIFE_MS;
  if (cart !== undefined && isThere) return cart;
  throw new ApiFault(404, '800008', 'Unable to retrieve cart ID.');
}

function writeCart({ createdAt, customerId, ...cart }: Cart): object {
  const creationTimestamp = new Date(createdAt).toISOString();
  return {
    ...cart,
    creationTimestamp,
    lastModifiedTimestamp: creationTimestamp,
    expirationTimestamp: new Date(createdAt + LIFE_MS).toISOString(),
    links: { self: { uri: `/customers/${customerId}/carts/${cart.id}`, method: 'GET', headers: [] } },
    attributes: { objectType: 'Cart' },
  };
}
