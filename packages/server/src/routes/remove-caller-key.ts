import { ConsentryError, readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { getCaller } from './get-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `caller_not_found`, `caller_key_not_found`, `audit_unavailable`, `store_unavailable` */
export async function removeCallerKey(
  deps: RouteDeps,
  exchange: Exchange<'removeCallerKey'>,
): Promise<AnswerOf<'removeCallerKey'>> {
  const { params } = exchange.input;
  const { caller, keys } = await getCaller(deps, params.id);
  const key = readId('CallerKeyId', params.keyId);
  if (!keys.some(({ id }) => id === key)) throw new ConsentryError('caller_key_not_found');
  const at = deps.clock.now();
  await deps.store.audit.write({
    type: 'caller.key_removed',
    at,
    actor: 'operator',
    ...traceOf(exchange),
    caller: caller.id,
    key,
  });
  if (!(await deps.store.callers.removeKey(caller.id, key, at))) {
    throw new ConsentryError('caller_key_not_found');
  }
  return { id: key, removedAt: new Date(at).toISOString() };
}
