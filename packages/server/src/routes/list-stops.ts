import type { AnswerOf } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `store_unavailable` */
export async function listStops({ store }: RouteDeps): Promise<AnswerOf<'listStops'>> {
  const stops = await store.stops.list();
  return {
    items: stops.map(({ scope, since, reason }) => ({
      scope,
      since: new Date(since).toISOString(),
      reason,
    })),
  };
}
