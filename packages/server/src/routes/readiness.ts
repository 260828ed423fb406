import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

/**
 * Looks at what the work needs, each time anew: who obeys a refusal sends no request that could show an end of
 * the trouble.
 *
 * @throws ConsentryError `shutting_down`, `policies_unconfirmed`, `audit_unavailable`, `store_unavailable`, `vault_unavailable`
 */
export async function readiness(deps: RouteDeps): Promise<AnswerOf<'readiness'>> {
  if (deps.isStopping()) throw new ConsentryError('shutting_down');
  await deps.access.requireConfirmed();
  await deps.probeAudit();
  await deps.store.grants.list({ limit: 1 });
  const waitingSuccessors = deps.tokens.countFailedSuccessors();
  // Where a refresh token works once, what waits in memory is the only one that works.
  if (waitingSuccessors > 0 && deps.refreshTokens === 'single-use') {
    throw new ConsentryError('vault_unavailable', {
      message: 'Refresh tokens that replaced others could not be stored.',
      facts: { waitingSuccessors },
    });
  }
  return { status: 'ready', waitingSuccessors };
}
