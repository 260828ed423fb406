import { readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import { describeGrants, describePosture, describeStop, findStop } from './describe-partner.ts';
import { describeEnd } from './get-overview.ts';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'listPartners'>;

/** A page costs four questions, however many partners there are. @throws ConsentryError `store_unavailable` */
export async function listPartners(
  { store, expiryWatch }: Pick<RouteDeps, 'store' | 'expiryWatch'>,
  exchange: Exchange<'listPartners'>,
): Promise<Answer> {
  const { limit, after, begins, state } = exchange.input.query;
  const found = await store.partners.list({
    limit: limit + 1,
    after: after === undefined ? undefined : readTenantId(after),
    text: begins,
    state,
  });
  const shown = found.slice(0, limit);
  const ids = shown.map(({ partner }) => partner);
  const [grants, postures, stops] = await Promise.all([
    store.survey.listOf(ids),
    store.postureReports.listNewestOf(ids),
    store.stops.list(),
  ]);
  const grantsOf = Map.groupBy(grants, (grant) => grant.partner);
  const postureOf = new Map(postures.map((posture) => [posture.partner, posture]));
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ partner, name }) => {
      const end = expiryWatch.nextOf(partner);
      const posture = postureOf.get(partner);
      const stop = findStop(stops, partner);
      return {
        partner,
        ...(name !== undefined && { name }),
        ...describeGrants(grantsOf.get(partner) ?? []),
        ...(end !== undefined && { nextEnd: describeEnd(end) }),
        ...(posture !== undefined && { posture: describePosture(posture) }),
        ...(stop !== undefined && { stop: describeStop(stop) }),
      };
    }),
    ...(last !== undefined && { next: last.partner }),
    ...(expiryWatch.lookedAt !== undefined && { lookedAt: instant(expiryWatch.lookedAt) }),
  };
}
