import { checkBroker, startReading } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { gatherBroker } from '../diagnosis/gather-broker.ts';
import { instant } from '../instant.ts';
import type { RouteDeps } from './route-deps.ts';

/** For everything that is asked of others. */
export const diagnosisMs = 10_000;

/** @throws ConsentryError `store_unavailable` */
export async function diagnoseBroker(deps: RouteDeps): Promise<AnswerOf<'diagnoseBroker'>> {
  const time = startReading(deps, diagnosisMs);
  try {
    const facts = await gatherBroker(deps, time);
    const now = deps.clock.now();
    return { at: instant(now), checks: [...checkBroker(facts, now)] };
  } finally {
    time.end();
  }
}
