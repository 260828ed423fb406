import { readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { describeSweep } from './describe-sweep.ts';
import type { RouteDeps } from './route-deps.ts';
import { toPage } from './to-page.ts';

/** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable` */
export async function listSweeps(
  deps: RouteDeps,
  exchange: Exchange<'listSweeps'>,
): Promise<AnswerOf<'listSweeps'>> {
  const { limit, after } = exchange.input.query;
  const found = await deps.store.sweeps.list({
    limit: limit + 1,
    ...(after !== undefined && { after: readId('SweepId', after) }),
  });
  const { items, next } = toPage(found, limit, (sweep) => describeSweep(deps, sweep));
  return { items: await Promise.all(items), ...(next !== undefined && { next }) };
}
