import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { findTrouble, type Part } from '../observe/find-trouble.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Says whether everything is there that the work needs. Anybody may ask: `facts.notReady` names the parts, and why is for the
 * log alone.
 *
 * @throws ConsentryError `shutting_down`, `policies_unconfirmed`, `audit_unavailable`, `store_unavailable`, `vault_unavailable`
 */
export async function readiness(deps: RouteDeps): Promise<AnswerOf<'readiness'>> {
  if (deps.isStopping()) throw new ConsentryError('shutting_down');
  const { breaking, vault } = await findTrouble(deps);
  const [first] = breaking;
  if (first !== undefined) {
    throw notReady(
      first.error,
      breaking.map(({ part }) => part),
    );
  }
  const { health } = deps;
  const grantsOutOfReach = await deps.countOutOfReach();
  return {
    status: 'ready',
    waitingSuccessors: deps.tokens.countFailedSuccessors(),
    consents: health.consents(),
    clock: health.clock(),
    vault: vault === undefined ? 'ok' : 'failing',
    grantsOutOfReach,
    eventLoop: health.eventLoop(),
  };
}

function notReady(first: ConsentryError, parts: readonly Part[]): ConsentryError {
  return new ConsentryError(first.code, {
    message: first.message,
    facts: { ...first.facts, notReady: parts },
    ...(first.retryAfterMs !== undefined && { retryAfterMs: first.retryAfterMs }),
    cause: first,
  });
}
