import { readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { reportTakenBack } from '../taking-back/report.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * The kill switch. What is kept stays: the grants work again once it is lifted.
 * @throws ConsentryError `audit_unavailable`, `store_unavailable`
 */
export async function setStop(deps: RouteDeps, exchange: Exchange<'setStop'>): Promise<AnswerOf<'setStop'>> {
  const { store, clock } = deps;
  const { body } = exchange.input;
  const { reason } = body;
  const partner = 'partner' in body ? readTenantId(body.partner) : undefined;
  const scope = partner ?? 'everything';
  const at = clock.now();
  await store.audit.write({
    type: 'stop.set',
    at,
    actor: 'operator',
    ...traceOf(exchange),
    ...(partner !== undefined && { partner }),
    reason,
  });
  await store.revocations.write({ at, act: 'stop', of: scope });
  await store.stops.add({ scope, since: at, reason });
  const inForceAt = await deps.inForceEverywhere(clock.now());
  return reportTakenBack(deps, {
    act: 'stop',
    scope: partner === undefined ? 'everything' : 'partner',
    partner,
    at,
    inForceAt,
    grants: [],
  });
}
