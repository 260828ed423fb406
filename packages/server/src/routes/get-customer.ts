import { ConsentryError, readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { describeConsent } from '../admin-consents/describe-consent.ts';
import type { Exchange } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import { describeCustomer, describeSwept } from './describe-customer.ts';
import { toCause } from './list-reach.ts';
import type { RouteDeps } from './route-deps.ts';

const mostTurns = 200;
const mostSweeps = 10;

/** @throws ConsentryError `customer_not_found`, `store_unavailable` */
export async function getCustomer(
  deps: Pick<RouteDeps, 'store' | 'adminConsent'>,
  exchange: Exchange<'getCustomer'>,
): Promise<AnswerOf<'getCustomer'>> {
  const { store } = deps;
  const partner = readTenantId(exchange.input.params.partner);
  const customer = readTenantId(exchange.input.params.customer);
  const [known, of] = await Promise.all([
    store.customers.find(partner, customer),
    store.partners.find(partner),
  ]);
  if (known === undefined) throw new ConsentryError('customer_not_found');
  const [reach, turns, consents, sweeps] = await Promise.all([
    store.reach.listOf(partner, [customer]),
    store.reach.listTurns(partner, customer, mostTurns),
    store.adminConsents.listOf(partner, [customer]),
    store.customerSweeps.listNewest(partner, customer, mostSweeps),
  ]);
  const [lastSweep] = sweeps;
  return {
    ...describeCustomer(deps, { known, customersReadAt: of?.customersReadAt, reach, consents, lastSweep }),
    ...(of?.name !== undefined && { partnerName: of.name }),
    turns: turns.map(({ since, because, ...turn }) => ({
      ...turn,
      since: instant(since),
      ...(because !== undefined && { because: toCause(because) }),
    })),
    consents: consents.map((consent) => describeConsent(deps.adminConsent, consent)),
    sweeps: sweeps.map(describeSwept),
  };
}
