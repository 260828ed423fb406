import { ConsentryError, readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { getCaller } from './get-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `caller_not_found`, `caller_identity_not_found`, `audit_unavailable`, `store_unavailable` */
export async function removeCallerIdentity(
  deps: RouteDeps,
  exchange: Exchange<'removeCallerIdentity'>,
): Promise<AnswerOf<'removeCallerIdentity'>> {
  const { params } = exchange.input;
  const { caller, identities } = await getCaller(deps, params.id);
  const identity = readId('CallerIdentityId', params.identityId);
  if (!identities.some(({ id }) => id === identity)) throw new ConsentryError('caller_identity_not_found');
  const at = deps.clock.now();
  await deps.store.audit.write({
    type: 'caller.identity_removed',
    at,
    actor: 'operator',
    ...traceOf(exchange),
    caller: caller.id,
    identity,
  });
  if (!(await deps.store.callers.removeIdentity(caller.id, identity, at))) {
    throw new ConsentryError('caller_identity_not_found');
  }
  return { id: identity, removedAt: new Date(at).toISOString() };
}
