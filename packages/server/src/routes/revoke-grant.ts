import { readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { reportTakenBack } from '../taking-back/report.ts';
import { revokeGrant as revoke } from '../taking-back/take-back.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `grant_not_found`, `audit_unavailable`, `store_unavailable` */
export async function revokeGrant(
  deps: RouteDeps,
  exchange: Exchange<'revokeGrant'>,
): Promise<AnswerOf<'revokeGrant'>> {
  const id = readId('GrantId', exchange.input.params.id);
  const done = await revoke(deps, id, { actor: 'operator', ...traceOf(exchange) });
  return reportTakenBack(deps, { act: 'revoke', scope: 'grant', partner: undefined, ...done });
}
