import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { identityLimit } from '../stores/caller-identities.ts';
import { createIdentity, identityAddedEvent } from './create-identity.ts';
import { describeIdentity } from './describe-caller.ts';
import { getCaller } from './get-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Lets a caller present the tokens of one program. Its keys go on working.
 *
 * @throws ConsentryError `caller_not_found`, `too_many_identities`, `identity_taken`, `invalid_request`,
 *   `audit_unavailable`, `store_unavailable`
 */
export async function addCallerIdentity(
  deps: RouteDeps,
  exchange: Exchange<'addCallerIdentity'>,
): Promise<AnswerOf<'addCallerIdentity'>> {
  const { caller, identities } = await getCaller(deps, exchange.input.params.id);
  if (identities.length >= identityLimit) throw new ConsentryError('too_many_identities');
  const identity = await createIdentity(deps, caller.id, exchange.input.body, deps.clock.now());
  await deps.store.audit.write(identityAddedEvent(exchange, identity));
  const outcome = await deps.store.callers.addIdentity(identity);
  if (outcome === 'too_many') throw new ConsentryError('too_many_identities');
  if (outcome === 'taken') throw new ConsentryError('identity_taken');
  if (outcome === 'no_caller') throw new ConsentryError('caller_not_found');
  return describeIdentity(identity);
}
