import { checkPartner, ConsentryError, readTenantId, startReading } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { gatherPartner } from '../diagnosis/gather-partner.ts';
import type { Exchange } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import { diagnosisMs } from './diagnose-broker.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `partner_not_found`, `store_unavailable` */
export async function diagnosePartner(
  deps: RouteDeps,
  exchange: Exchange<'diagnosePartner'>,
): Promise<AnswerOf<'diagnosePartner'>> {
  const partner = readTenantId(exchange.input.params.partner);
  if ((await deps.store.grants.listByPartner(partner)).length === 0) {
    throw new ConsentryError('partner_not_found');
  }
  const time = startReading(deps, diagnosisMs);
  try {
    const facts = await gatherPartner(deps, time, partner);
    const now = deps.clock.now();
    return { at: instant(now), checks: [...checkPartner(facts, now)] };
  } finally {
    time.end();
  }
}
