import { readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { describeCaller } from './describe-caller.ts';
import type { RouteDeps } from './route-deps.ts';
import { toPage } from './to-page.ts';

/** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable` */
export async function listCallers(
  deps: RouteDeps,
  exchange: Exchange<'listCallers'>,
): Promise<AnswerOf<'listCallers'>> {
  const { limit, after, name } = exchange.input.query;
  const callers = await deps.store.callers.list({
    limit: limit + 1,
    name,
    ...(after === undefined ? {} : { after: readId('CallerId', after) }),
  });
  return toPage(callers.map(describeCaller), limit, (caller) => caller);
}
