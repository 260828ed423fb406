import { readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { describeGrant } from './describe-grant.ts';
import type { RouteDeps } from './route-deps.ts';
import { toPage } from './to-page.ts';

/** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable` */
export async function listGrants(
  deps: RouteDeps,
  exchange: Exchange<'listGrants'>,
): Promise<AnswerOf<'listGrants'>> {
  const { limit, after } = exchange.input.query;
  const grants = await deps.store.grants.list({
    limit: limit + 1,
    ...(after === undefined ? {} : { after: readId('GrantId', after) }),
  });
  return toPage(grants, limit, (grant) => describeGrant(grant, deps.application.id));
}
