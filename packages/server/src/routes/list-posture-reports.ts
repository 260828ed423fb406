import { readId, readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { getGrant } from './acquire-of-partner.ts';
import type { RouteDeps } from './route-deps.ts';
import { toPage } from './to-page.ts';

/** @throws ConsentryError `partner_not_found`, `invalid_request` for a cursor that is not ours, `store_unavailable` */
export async function listPostureReports(
  deps: RouteDeps,
  exchange: Exchange<'listPostureReports'>,
): Promise<AnswerOf<'listPostureReports'>> {
  const partner = readTenantId(exchange.input.params.partner);
  const { limit, after } = exchange.input.query;
  const found = await deps.store.postureReports.list(partner, {
    limit: limit + 1,
    ...(after !== undefined && { after: readId('PostureReportId', after) }),
  });
  // Who is no partner any more has a history all the same.
  if (found.length === 0) await getGrant(deps, partner);
  return toPage(found, limit, (summary) => summary);
}
