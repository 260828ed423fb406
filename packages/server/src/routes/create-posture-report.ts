import { type ApiTarget, isConsentryError, readTarget, readTenantId, type TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import { acquireOwnToken } from '../own-calls.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Begins a report. Where no token can be had for any API there is nothing to report, and the refusal says why.
 * @throws ConsentryError those of `acquireOwnToken`, `overloaded`, `shutting_down`, `audit_unavailable`, `store_unavailable`
 */
export async function createPostureReport(
  deps: RouteDeps,
  exchange: Exchange<'createPostureReport'>,
): Promise<AnswerOf<'createPostureReport'>> {
  const partner = readTenantId(exchange.input.params.partner);
  await requireToken(deps, partner);
  const { report, startedAt } = await deps.posture.start(partner, {
    actor: 'operator',
    ...traceOf(exchange),
  });
  return { id: report, partner, startedAt: instant(startedAt) };
}

/** One of the two is enough: what is missing of the other stands in the report. @throws ConsentryError the refusal of Graph */
async function requireToken(deps: RouteDeps, partner: TenantId): Promise<void> {
  const acquire = (resource: ApiTarget['resource']) =>
    acquireOwnToken(deps, partner, readTarget(deps.cloud, { partner, resource }));
  try {
    await acquire('graph');
  } catch (refusal) {
    if (!isConsentryError(refusal)) throw refusal;
    await acquire('partner-center').catch(() => {
      throw refusal;
    });
  }
}
