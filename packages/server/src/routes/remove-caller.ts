import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { getCaller } from './get-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `caller_not_found`, `audit_unavailable`, `store_unavailable` */
export async function removeCaller(
  deps: RouteDeps,
  exchange: Exchange<'removeCaller'>,
): Promise<AnswerOf<'removeCaller'>> {
  const { id } = (await getCaller(deps, exchange.input.params.id)).caller;
  const at = deps.clock.now();
  await deps.store.audit.write({
    type: 'caller.removed',
    at,
    actor: 'operator',
    ...traceOf(exchange),
    caller: id,
  });
  if (!(await deps.store.callers.remove(id, at))) throw new ConsentryError('caller_not_found');
  return { id, removedAt: new Date(at).toISOString() };
}
