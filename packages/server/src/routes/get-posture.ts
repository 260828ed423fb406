import { ConsentryError, readTenantId, type TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { getGrant } from './acquire-of-partner.ts';
import { giveReport, isUnderWay, underWay } from './get-posture-report.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * The newest report.
 * @throws ConsentryError `partner_not_found`, `posture_report_not_found`, `posture_under_way` (the first one), `secret_unreadable`,
 *   `key_mismatch`, `audit_unavailable`, `store_unavailable`
 */
export async function getPosture(
  deps: RouteDeps,
  exchange: Exchange<'getPosture'>,
): Promise<AnswerOf<'getPosture'>> {
  const partner = readTenantId(exchange.input.params.partner);
  const found = await deps.store.postureReports.findNewest(partner);
  return giveReport(deps, exchange, found ?? (await refuseNone(deps, partner)));
}

async function refuseNone(deps: RouteDeps, partner: TenantId): Promise<never> {
  await getGrant(deps, partner);
  const run = await deps.store.postureReports.findRun(partner);
  if (run !== undefined && isUnderWay(run, deps.clock.now())) throw underWay();
  throw new ConsentryError('posture_report_not_found', {
    message: 'No report on this partner’s security requirements was made yet.',
  });
}
