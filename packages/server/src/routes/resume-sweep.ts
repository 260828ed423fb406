import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { describeSweep, getSweepRow } from './describe-sweep.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `sweep_not_found`, `sweep_over`, `audit_unavailable`, `store_unavailable` */
export async function resumeSweep(
  deps: RouteDeps,
  exchange: Exchange<'resumeSweep'>,
): Promise<AnswerOf<'resumeSweep'>> {
  const { store, clock, sweeps } = deps;
  const { id: sweep, state } = await getSweepRow(deps, exchange.input.params.id);
  if (state !== 'stopped') throw new ConsentryError('sweep_over', { facts: { state } });
  await store.audit.write({
    type: 'sweep.resumed',
    at: clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    sweep,
  });
  if (!(await store.sweeps.resume(sweep, clock.now()))) throw new ConsentryError('sweep_over');
  const resumed = await getSweepRow(deps, sweep);
  sweeps.take(resumed);
  return describeSweep(deps, resumed);
}
