import { readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { reportTakenBack } from '../taking-back/report.ts';
import { purgeGrant as purge, revokeGrant } from '../taking-back/take-back.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Nothing redeems a refresh token any more before it is taken away.
 * @throws ConsentryError `grant_not_found`, `vault_…`, `audit_unavailable`, `store_unavailable`; it can be done again
 */
export async function purgeGrant(
  deps: RouteDeps,
  exchange: Exchange<'purgeGrant'>,
): Promise<AnswerOf<'purgeGrant'>> {
  const id = readId('GrantId', exchange.input.params.id);
  const by = { actor: 'operator', ...traceOf(exchange) } as const;
  const done = await revokeGrant(deps, id, by, { purges: true });
  for (const grant of done.grants) await purge(deps, grant, by);
  return reportTakenBack(deps, { act: 'purge', scope: 'grant', partner: undefined, ...done });
}
