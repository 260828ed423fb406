import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { describeVaults, readScope } from './get-vault.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Begins to move grants into the vault that takes new refresh tokens. It answers at once; the work goes on behind.
 * @throws ConsentryError `vault_move_running`, `grant_not_found`, `audit_unavailable`, `store_unavailable`
 */
export async function moveGrants(
  deps: RouteDeps,
  exchange: Exchange<'moveGrants'>,
): Promise<AnswerOf<'moveGrants'>> {
  const scope = readScope(exchange.input.body);
  if (scope.grant !== undefined && (await deps.store.grants.find(scope.grant)) === undefined) {
    throw new ConsentryError('grant_not_found');
  }
  await deps.store.audit.write({
    type: 'vault.move_started',
    at: deps.clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    to: deps.vault.into,
    ...scope,
  });
  await deps.vaultMove.start(scope);
  return describeVaults(deps, scope);
}
