import { listConsents } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { openConsents } from '../customer-consents/consent-deps.ts';
import type { Exchange } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError those of the contract */
export async function listCustomerConsents(
  deps: RouteDeps,
  exchange: Exchange<'listCustomerConsents'>,
): Promise<AnswerOf<'listCustomerConsents'>> {
  return listConsents(await openConsents(deps, exchange.input.params));
}
