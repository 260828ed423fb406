import {
  combineReports,
  ConsentryError,
  isConsentryError,
  readTenantId,
  type TenantId,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { summarize } from '../posture/describe-report.ts';
import type { PostureReport } from '../stores/posture-reports.ts';
import { getGrant } from './acquire-of-partner.ts';
import type { RouteDeps } from './route-deps.ts';

type Combined = AnswerOf<'combinePostures'>;
type Missing = Combined['missing'][number];

/** Of a report only what is put beside others: one with its tables may be large, and fifty are not held at once. */
type Kept = Pick<PostureReport, 'partner' | 'figures' | 'findings'> & {
  readonly summary: Combined['reports'][number];
};

/**
 * The newest reports of several partners side by side, and their sums. A partner whose report cannot be had is named, and the
 * others are summed all the same.
 * @throws ConsentryError `store_unavailable`
 */
export async function combinePostures(
  deps: RouteDeps,
  exchange: Exchange<'combinePostures'>,
): Promise<AnswerOf<'combinePostures'>> {
  const kept: Kept[] = [];
  const missing: Missing[] = [];
  for (const partner of new Set(exchange.input.query.partners.map(readTenantId))) {
    try {
      kept.push(keep(await findNewest(deps, partner)));
    } catch (error) {
      if (!isConsentryError(error) || error.code === 'store_unavailable') throw error;
      missing.push({ partner, code: error.code, remedy: error.remedy });
    }
  }
  const leftOut = missing.map(({ partner, code }) => ({ partner, code }));
  const { figures, findings } = combineReports<string>(kept, leftOut);
  return {
    reports: kept.map(({ summary }) => summary),
    missing,
    figures: figures.map(describeFigure),
    findings: findings.map(({ count, partners, ...finding }) => ({
      ...finding,
      ...(count !== undefined && { count }),
      partners: [...partners],
    })),
  };
}

async function findNewest(deps: RouteDeps, partner: TenantId): Promise<PostureReport> {
  const found = await deps.store.postureReports.findNewest(partner);
  if (found !== undefined) return found.report;
  await getGrant(deps, partner);
  throw new ConsentryError('posture_report_not_found');
}

function keep(report: PostureReport): Kept {
  const { partner, figures, findings } = report;
  const { unread = [], ...summary } = summarize(report);
  return {
    partner,
    figures,
    findings,
    summary: { ...summary, unread },
  };
}

type Figure = ReturnType<typeof combineReports<string>>['figures'][number];

function describeFigure(figure: Figure): Combined['figures'][number] {
  const leftOut = [...figure.leftOut];
  if (figure.kind === 'not-available') return { ...figure, leftOut };
  const { percent, partners, ...counts } = figure;
  return { ...counts, ...(percent !== undefined && { percent }), partners: [...partners], leftOut };
}
