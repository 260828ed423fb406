import {
  type PostureReport,
  type PostureSummary,
  renderPostureCsv,
  renderPostureHtml,
  renderPostureTable,
  renderTableCsv,
} from '@consentry/core/posture-report';
import { ConsentryError } from '@consentry/core';
import type { PostureWish } from './read-posture-options.ts';

/** Of a report for people that goes to a file. */
const fileWidth = 100;

export interface Rendering {
  readonly wish: PostureWish;
  /** Of the terminal, in characters; undefined where there is none. */
  readonly width: number | undefined;
  readonly colour: boolean;
  /** Of the same partner, for the chart on the page. */
  readonly history: readonly PostureSummary[];
}

/**
 * A report in the wanted format, without a line break at its end.
 * @throws ConsentryError `usage` where the report does not have the table
 */
export function renderReport(report: PostureReport, rendering: Rendering): string {
  const { wish, width = fileWidth, colour, history } = rendering;
  const { format, table, language } = wish;
  switch (format) {
    case 'json':
      return JSON.stringify(report);
    case 'html':
      return renderPostureHtml(report, language, history).trimEnd();
    case 'csv':
      return (
        table === undefined ? renderPostureCsv(report, language) : renderTable(report, table, language)
      ).trimEnd();
    case 'table':
      return renderPostureTable(report, language, { width, colour });
  }
}

function renderTable(
  report: PostureReport,
  table: NonNullable<PostureWish['table']>,
  language: PostureWish['language'],
): string {
  const text = renderTableCsv(report, table, language);
  if (text !== undefined) return text;
  throw new ConsentryError('usage', {
    message: `This report has no table ${table}: its source could not be read.`,
    remedy: 'Look under what could not be read: `consentry posture --last`.',
  });
}
