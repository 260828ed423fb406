import { findingSeverities } from '../../posture/findings/finding.ts';
import type { PostureReport, PostureSummary, ReportFigure } from '../report.ts';
import type { Telling } from '../telling.ts';
import { historyChart, type Line } from './history-chart.ts';
import { type Html, html } from './html.ts';
import type { Part } from './part.ts';
import { dataTable } from './pieces.ts';

/** More would not be told apart. */
const mostReports = 30;
const names = ['accounts-with-mfa', 'api-requests-with-mfa', 'portal-requests-with-mfa'] as const;

/** The shares over time. A single report has no course. */
export function historySection(
  telling: Telling,
  report: PostureReport,
  history: readonly PostureSummary[],
): Part | undefined {
  const reports = inOrder([...history.filter(({ id }) => id !== report.id), summaryOf(report)]);
  if (reports.length < 2) return undefined;
  const { words } = telling;
  const lines = names
    .map(
      (name): Line => ({ name: words.history.short[name], points: reports.map((one) => shareOf(one, name)) }),
    )
    .filter(({ points }) => points.some((point) => point !== undefined));
  return {
    anchor: 'history',
    heading: words.history.heading,
    content: html`${historyChart(telling, reports, lines)}
<details><summary>${words.history.table}</summary>${numbers(telling, reports)}</details>`,
  };
}

function inOrder(reports: readonly PostureSummary[]): readonly PostureSummary[] {
  return reports.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(-mostReports);
}

function summaryOf({ id, partner, at, figures, findings, judgedAs }: PostureReport): PostureSummary {
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  const counts = { high: count('high'), medium: count('medium'), low: count('low'), info: count('info') };
  return { id, partner, at, figures, findings: counts, judgedAs };
}

function shareOf({ figures }: PostureSummary, name: ReportFigure['name']): number | undefined {
  const figure = figures.find((one) => one.name === name);
  return figure === undefined || figure.kind === 'not-available' ? undefined : figure.percent;
}

function numbers(telling: Telling, reports: readonly PostureSummary[]): Html {
  const { words, format } = telling;
  const shares = names.map((name) => ({ heading: `${words.history.short[name]} (%)`, kind: 'n' as const }));
  const counts = findingSeverities.map((one) => ({
    heading: words.findings.severities[one],
    kind: 'n' as const,
  }));
  const rows = reports.map((report) => [
    format.instant(report.at),
    ...names.map((name) => {
      const share = shareOf(report, name);
      return share === undefined ? '–' : format.percent(share);
    }),
    ...findingSeverities.map((one) => format.count(report.findings[one])),
  ]);
  return dataTable(
    words.history.table,
    [{ heading: words.history.at, kind: 'w' }, ...shares, ...counts],
    rows,
    { isNamed: true },
  );
}
