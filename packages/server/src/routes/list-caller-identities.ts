import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { describeIdentity } from './describe-caller.ts';
import { getCaller } from './get-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `caller_not_found`, `store_unavailable` */
export async function listCallerIdentities(
  deps: RouteDeps,
  exchange: Exchange<'listCallerIdentities'>,
): Promise<AnswerOf<'listCallerIdentities'>> {
  const { identities } = await getCaller(deps, exchange.input.params.id);
  return { items: identities.map(describeIdentity) };
}
