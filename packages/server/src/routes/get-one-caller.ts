import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { describeCaller } from './describe-caller.ts';
import { getCaller } from './get-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `caller_not_found`, `store_unavailable` */
export async function getOneCaller(
  deps: RouteDeps,
  { input }: Exchange<'getCaller'>,
): Promise<AnswerOf<'getCaller'>> {
  return describeCaller(await getCaller(deps, input.params.id));
}
