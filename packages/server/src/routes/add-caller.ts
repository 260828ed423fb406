import { type AuditEvent, createId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { Caller } from '../stores/callers.ts';
import { createKey } from './create-key.ts';
import { describeCaller } from './describe-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Adds a caller with its first key, which is in this answer and nowhere else.
 * @throws ConsentryError `invalid_request`, `audit_unavailable`, `store_unavailable`
 */
export async function addCaller(
  deps: RouteDeps,
  exchange: Exchange<'addCaller'>,
): Promise<AnswerOf<'addCaller'>> {
  const { name, policy, expiresAt } = exchange.input.body;
  const id = createId('CallerId', deps.random);
  const { key, row } = createKey(deps, id, expiresAt);
  const caller = { id, name, policy, createdAt: row.createdAt };
  await deps.store.audit.write(addedEvent(exchange, caller));
  await deps.store.callers.add(caller, row);
  return { ...describeCaller({ caller, keys: [row], identities: [] }), key: key.reveal() };
}

/** The record of a caller that is about to be added. */
export function addedEvent(
  exchange: Exchange<'addCaller' | 'addKeylessCaller'>,
  { id, name, policy, createdAt }: Caller,
): AuditEvent {
  return {
    type: 'caller.added',
    at: createdAt,
    actor: 'operator',
    ...traceOf(exchange),
    caller: id,
    name,
    policy: JSON.stringify(policy),
  };
}
