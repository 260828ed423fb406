import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { describeSweep, getSweepRow, refusalOf } from './describe-sweep.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `sweep_not_found`, `store_unavailable` */
export async function getSweep(
  deps: RouteDeps,
  exchange: Exchange<'getSweep'>,
): Promise<AnswerOf<'getSweep'>> {
  const sweep = await getSweepRow(deps, exchange.input.params.id);
  const causes = await deps.store.sweeps.listCauses(sweep.id);
  return {
    ...(await describeSweep(deps, sweep)),
    causes: causes.map((cause) => ({
      ...refusalOf(cause),
      state: cause.state,
      class: cause.failureClass,
      count: cause.count,
      examples: [...cause.examples],
    })),
  };
}
