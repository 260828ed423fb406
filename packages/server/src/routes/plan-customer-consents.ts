import { planConsents, readWantedConsents } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { openConsents } from '../customer-consents/consent-deps.ts';
import type { Exchange } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError those of the contract */
export async function planCustomerConsents(
  deps: RouteDeps,
  exchange: Exchange<'planCustomerConsents'>,
): Promise<AnswerOf<'planCustomerConsents'>> {
  const wanted = readWantedConsents(deps.cloud, exchange.input.body);
  return planConsents(await openConsents(deps, exchange.input.params), wanted);
}
