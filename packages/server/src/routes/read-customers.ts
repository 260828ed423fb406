import { readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import { listCustomers } from '../sweeps/list-customers.ts';
import { getGrant } from './acquire-of-partner.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Reads who is a customer at Partner Center. What was read when it fails in between is known; the list counts as read once it is whole.
 * @throws ConsentryError those of the contract
 */
export async function readCustomers(
  deps: Pick<RouteDeps, 'store' | 'apis' | 'access' | 'clock'>,
  exchange: Exchange<'readCustomers'>,
): Promise<AnswerOf<'readCustomers'>> {
  const { store, apis, clock } = deps;
  const partner = readTenantId(exchange.input.params.partner);
  await getGrant(deps, partner);
  const readAt = clock.now();
  let customers = 0;
  for await (const chunk of listCustomers(apis, partner, undefined)) {
    await store.customers.note(chunk, readAt);
    customers += chunk.length;
  }
  await store.audit.write({
    type: 'customers.read',
    at: clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    partner,
    customers,
  });
  await store.customers.noteRead(partner, readAt);
  return { partner, customers, readAt: instant(readAt) };
}
