import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { getSweepRow } from './describe-sweep.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `sweep_not_found`, `sweep_under_way`, `audit_unavailable`, `store_unavailable` */
export async function removeSweep(
  deps: RouteDeps,
  exchange: Exchange<'removeSweep'>,
): Promise<AnswerOf<'removeSweep'>> {
  const { store, clock } = deps;
  const { id: sweep, state } = await getSweepRow(deps, exchange.input.params.id);
  if (state === 'running' || state === 'preparing') throw new ConsentryError('sweep_under_way');
  await store.audit.write({
    type: 'sweep.removed',
    at: clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    sweep,
  });
  if (!(await store.sweeps.remove(sweep))) throw new ConsentryError('sweep_not_found');
  return { removed: true };
}
