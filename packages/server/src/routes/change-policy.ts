import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { describeCaller } from './describe-caller.ts';
import { getCaller } from './get-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Puts another policy in the place of the one that a caller has. Its keys stay.
 * @throws ConsentryError `caller_not_found`, `audit_unavailable`, `store_unavailable`
 */
export async function changePolicy(
  deps: RouteDeps,
  exchange: Exchange<'changePolicy'>,
): Promise<AnswerOf<'changePolicy'>> {
  const found = await getCaller(deps, exchange.input.params.id);
  const policy = exchange.input.body;
  await deps.store.audit.write({
    type: 'caller.policy_changed',
    at: deps.clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    caller: found.caller.id,
    policy: JSON.stringify(policy),
  });
  const isChanged = await deps.store.callers.changePolicy(found.caller.id, policy);
  if (!isChanged) throw new ConsentryError('caller_not_found');
  return describeCaller({ ...found, caller: { ...found.caller, policy } });
}
