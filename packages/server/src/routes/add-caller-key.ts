import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { liveKeyLimit, liveKeys } from '../stores/callers.ts';
import { createKey } from './create-key.ts';
import { describeKey } from './describe-caller.ts';
import { getCaller } from './get-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Gives a caller another key, which is in this answer and nowhere else. The one that it has goes on working.
 *
 * @throws ConsentryError `caller_not_found`, `too_many_keys`, `invalid_request`, `audit_unavailable`,
 *   `store_unavailable`
 */
export async function addCallerKey(
  deps: RouteDeps,
  exchange: Exchange<'addCallerKey'>,
): Promise<AnswerOf<'addCallerKey'>> {
  const found = await getCaller(deps, exchange.input.params.id);
  const { id } = found.caller;
  const { key, row } = createKey(deps, id, exchange.input.body.expiresAt);
  if (liveKeys(found, row.createdAt).length >= liveKeyLimit) throw new ConsentryError('too_many_keys');
  await deps.store.audit.write({
    type: 'caller.key_added',
    at: row.createdAt,
    actor: 'operator',
    ...traceOf(exchange),
    caller: id,
    key: row.id,
  });
  const outcome = await deps.store.callers.addKey(id, row);
  if (outcome === 'too_many') throw new ConsentryError('too_many_keys');
  if (outcome === 'no_caller') throw new ConsentryError('caller_not_found');
  return { ...describeKey(row), key: key.reveal() };
}
