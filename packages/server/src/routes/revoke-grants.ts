import { readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { reportTakenBack } from '../taking-back/report.ts';
import { revokeGrants as revoke } from '../taking-back/take-back.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `audit_unavailable`, `store_unavailable` */
export async function revokeGrants(
  deps: RouteDeps,
  exchange: Exchange<'revokeGrants'>,
): Promise<AnswerOf<'revokeGrants'>> {
  const { body } = exchange.input;
  const partner = 'partner' in body ? readTenantId(body.partner) : undefined;
  const done = await revoke(deps, partner, { actor: 'operator', ...traceOf(exchange) });
  const scope = partner === undefined ? 'everything' : 'partner';
  return reportTakenBack(deps, { act: 'revoke', scope, partner, ...done });
}
