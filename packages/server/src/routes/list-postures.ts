import { combineReports, type FindingSeverity } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import type { NewestPosture } from '../stores/newest-postures.ts';
import type { PostureSummary } from '../stores/newest-postures.ts';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'listPostures'>;

/** @throws ConsentryError `store_unavailable` */
export async function listPostures(
  { store }: RouteDeps,
  { input }: Exchange<'listPostures'>,
): Promise<Answer> {
  const { limit, after, partner: beginning, order } = input.query;
  const all = await store.postureReports.listNewest();
  const found = beginning === undefined ? all : all.filter((one) => isNamed(one, beginning.toLowerCase()));
  const sorted = order === 'gravest' ? found.toSorted(byGravity) : found;
  const begin = after === undefined ? 0 : sorted.findIndex(({ partner }) => partner === after) + 1;
  const shown = sorted.slice(begin, begin + limit);
  const last = begin + limit < sorted.length ? shown.at(-1) : undefined;
  return {
    ...sum(all),
    items: shown.map(({ partner, summary }) => ({
      partner,
      ...(summary !== undefined && describe(summary)),
    })),
    ...(last !== undefined && { next: last.partner }),
  };
}

function isNamed({ partner, summary }: NewestPosture, beginning: string): boolean {
  return [partner, summary?.name].some((text) => text?.toLowerCase().startsWith(beginning));
}

const severities: readonly FindingSeverity[] = ['high', 'medium', 'low', 'info'];

/** Of two that are the same, the order stays: that of the tenant ids. */
function byGravity(one: NewestPosture, other: NewestPosture): number {
  if (one.summary === undefined || other.summary === undefined)
    return Number(one.summary === undefined) - Number(other.summary === undefined);
  for (const severity of severities) {
    const difference = (other.summary.findings[severity] ?? 0) - (one.summary.findings[severity] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function describe({ partner: _, ...report }: PostureSummary): { report: Omit<PostureSummary, 'partner'> } {
  return { report };
}

function sum(all: readonly NewestPosture[]): Omit<Answer, 'items' | 'next'> {
  const reports = all.flatMap(({ summary }) => (summary === undefined ? [] : [summary]));
  const missing = all.flatMap(({ partner, summary }) =>
    summary === undefined ? [{ partner, code: 'posture_report_not_found' }] : [],
  );
  const { figures } = combineReports<string>(
    reports.map(({ partner, figures: own }) => ({ partner, figures: own, findings: [] })),
    missing,
  );
  const instants = reports.map(({ at }) => at).toSorted();
  const [oldestAt] = instants;
  return {
    partners: all.length,
    reported: reports.length,
    ...(oldestAt !== undefined && { oldestAt }),
    findings: Object.fromEntries(
      severities.map((severity) => [
        severity,
        reports.reduce((count, { findings }) => count + (findings[severity] ?? 0), 0),
      ]),
    ) as Answer['findings'],
    figures: figures.map(describeFigure),
  };
}

type Figure = ReturnType<typeof combineReports<string>>['figures'][number];

function describeFigure(figure: Figure): Answer['figures'][number] {
  const leftOut = figure.leftOut.length;
  if (figure.kind === 'not-available') return { ...figure, leftOut };
  const { percent, partners, ...rest } = figure;
  return { ...rest, ...(percent !== undefined && { percent }), partners: partners.length, leftOut };
}
