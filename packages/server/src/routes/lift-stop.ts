import { ConsentryError, readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { reportTakenBack } from '../taking-back/report.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `not_stopped`, `audit_unavailable`, `store_unavailable` */
export async function liftStop(
  deps: RouteDeps,
  exchange: Exchange<'liftStop'>,
): Promise<AnswerOf<'liftStop'>> {
  const { store, clock } = deps;
  const { scope: named } = exchange.input.params;
  const partner = named === 'everything' ? undefined : readTenantId(named);
  const scope = partner ?? 'everything';
  const stops = await store.stops.list();
  if (!stops.some((stop) => stop.scope === scope)) throw new ConsentryError('not_stopped');
  const at = clock.now();
  await store.audit.write({
    type: 'stop.lifted',
    at,
    actor: 'operator',
    ...traceOf(exchange),
    ...(partner !== undefined && { partner }),
  });
  // The journal last: what fails in between is stopped by a restore, never the reverse.
  if (!(await store.stops.remove(scope))) throw new ConsentryError('not_stopped');
  await store.revocations.write({ at, act: 'resume', of: scope });
  return reportTakenBack(deps, {
    act: 'resume',
    scope: partner === undefined ? 'everything' : 'partner',
    partner,
    at,
    inForceAt: at,
    grants: [],
  });
}
