import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { describeKey } from './describe-caller.ts';
import { getCaller } from './get-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `caller_not_found`, `store_unavailable` */
export async function listCallerKeys(
  deps: RouteDeps,
  exchange: Exchange<'listCallerKeys'>,
): Promise<AnswerOf<'listCallerKeys'>> {
  const { keys } = await getCaller(deps, exchange.input.params.id);
  return { items: keys.map(describeKey) };
}
