import { ConsentryError, createId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { createCallerKey, hashCallerKey } from '../access/caller-key.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { describeCaller } from './describe-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/** Adds a caller. Its key is in this answer and nowhere else. */
export async function addCaller(
  deps: RouteDeps,
  exchange: Exchange<'addCaller'>,
): Promise<AnswerOf<'addCaller'>> {
  const { name, policy, expiresAt } = exchange.input.body;
  const createdAt = deps.clock.now();
  const row = {
    id: createId('CallerId', deps.random),
    name,
    policy,
    createdAt,
    expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt),
    removedAt: undefined,
  };
  if (row.expiresAt !== undefined && row.expiresAt <= createdAt) {
    throw new ConsentryError('invalid_request', { message: 'expiresAt is not in the future.' });
  }
  const key = createCallerKey(row.id, deps.random);
  await deps.store.audit.write({
    type: 'caller.added',
    at: createdAt,
    actor: 'operator',
    ...traceOf(exchange),
    caller: row.id,
    name,
  });
  await deps.store.callers.add(row, hashCallerKey(key));
  return { ...describeCaller(row), key: key.reveal() };
}
