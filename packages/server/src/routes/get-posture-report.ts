import { ConsentryError, type PostureReportId, readId, readTenantId, type TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { KeptReport, PostureRun } from '../stores/posture-reports.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * One report.
 * @throws ConsentryError `posture_report_not_found`, `posture_under_way`, `posture_unfinished`, `secret_unreadable`, `key_mismatch`,
 *   `audit_unavailable`, `store_unavailable`
 */
export async function getPostureReport(
  deps: RouteDeps,
  exchange: Exchange<'getPostureReport'>,
): Promise<AnswerOf<'getPostureReport'>> {
  const { params } = exchange.input;
  const [partner, id] = [readTenantId(params.partner), readId('PostureReportId', params.id)];
  const found = await deps.store.postureReports.find(partner, id);
  return giveReport(deps, exchange, found ?? (await refuseMissing(deps, partner, id)));
}

/** It names people of the partner: that it leaves is recorded first. @throws ConsentryError `audit_unavailable` */
export async function giveReport(
  { store, clock }: Pick<RouteDeps, 'store' | 'clock'>,
  exchange: Exchange<'getPosture' | 'getPostureReport'>,
  { report }: KeptReport,
): Promise<AnswerOf<'getPostureReport'>> {
  await store.audit.write({
    type: 'posture.read',
    at: clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    report: readId('PostureReportId', report.id),
    partner: readTenantId(report.partner),
  });
  return report;
}

async function refuseMissing(
  { store, clock }: Pick<RouteDeps, 'store' | 'clock'>,
  partner: TenantId,
  id: PostureReportId,
): Promise<never> {
  const run = await store.postureReports.findRun(partner);
  if (run?.report !== id) throw new ConsentryError('posture_report_not_found');
  if (isUnderWay(run, clock.now())) throw underWay();
  const { failedBy } = run;
  throw new ConsentryError('posture_unfinished', {
    facts: failedBy === undefined ? {} : { cause: failedBy },
  });
}

/** One whose process is gone is under way no more. @param now epoch milliseconds */
export function isUnderWay({ endedAt, expiresAt }: PostureRun, now: number): boolean {
  return endedAt === undefined && expiresAt > now;
}

const askAgainMs = 2000;

export function underWay(): ConsentryError {
  return new ConsentryError('posture_under_way', { retryAfterMs: askAgainMs });
}
