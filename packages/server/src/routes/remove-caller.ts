import { ConsentryError, readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `caller_not_found`, `audit_unavailable` */
export async function removeCaller(
  deps: RouteDeps,
  exchange: Exchange<'removeCaller'>,
): Promise<AnswerOf<'removeCaller'>> {
  const caller = readId('CallerId', exchange.input.params.id);
  const found = await deps.store.callers.findByKeyId(caller);
  if (found === undefined || found.row.removedAt !== undefined) throw new ConsentryError('caller_not_found');
  const at = deps.clock.now();
  await deps.store.audit.write({
    type: 'caller.removed',
    at,
    actor: 'operator',
    ...traceOf(exchange),
    caller,
  });
  if (!(await deps.store.callers.remove(caller, at))) throw new ConsentryError('caller_not_found');
  return { id: caller, removedAt: new Date(at).toISOString() };
}
