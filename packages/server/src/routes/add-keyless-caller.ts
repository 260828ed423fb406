import { ConsentryError, createId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { addedEvent } from './add-caller.ts';
import { createIdentity, identityAddedEvent } from './create-identity.ts';
import { describeCaller } from './describe-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Adds a caller that proves itself by the tokens of its platform alone.
 * @throws ConsentryError `identity_taken`, `invalid_request`, `audit_unavailable`, `store_unavailable`
 */
export async function addKeylessCaller(
  deps: RouteDeps,
  exchange: Exchange<'addKeylessCaller'>,
): Promise<AnswerOf<'addKeylessCaller'>> {
  const { name, policy, identity: wanted } = exchange.input.body;
  const createdAt = deps.clock.now();
  const caller = { id: createId('CallerId', deps.random), name, policy, createdAt };
  const identity = await createIdentity(deps, caller.id, wanted, createdAt);
  await deps.store.audit.write(addedEvent(exchange, caller));
  await deps.store.audit.write(identityAddedEvent(exchange, identity));
  const outcome = await deps.store.callers.addKeyless(caller, identity);
  if (outcome === 'taken') throw new ConsentryError('identity_taken');
  return describeCaller({ caller, keys: [], identities: [identity] });
}
