/**
 * A report on a partner's security requirements, made readable: a page, a table for a terminal, CSV; in English, Dutch and Swedish.
 * In: a report as the broker gives it. Out: text. The command line calls it, and whoever keeps or sends reports.
 * It trusts nothing: every name in a report is from a tenant, and is inert in what leaves here.
 */
export { renderPostureCsv } from './csv/render-posture-csv.ts';
export { type CsvTable, csvTables, renderTableCsv } from './csv/render-table-csv.ts';
export { postureHtmlPolicy, renderPostureHtml } from './html/render-posture-html.ts';
export { isReadable, type PostureReport, type PostureSummary, type Verdict, verdictOf } from './report.ts';
export { renderPostureTable, type TerminalOptions } from './terminal/render-posture-table.ts';
export { findLanguage } from './words/words-of.ts';
export { type Language, languages } from './words/words.ts';
