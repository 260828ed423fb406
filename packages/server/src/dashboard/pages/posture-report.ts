import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import {
  csvTables,
  languages,
  postureHtmlPolicy,
  renderPostureCsv,
  renderPostureHtml,
  renderTableCsv,
} from '@consentry/core/posture-report';
import type { Page, Visit } from '../place.ts';

const csv = 'text/csv; charset=utf-8';

/** So many of the reports before are in its picture. */
const historyAtMost = 30;

const below = (last: string) => `/posture/{partner}/{id}/${last}` as const;

async function getReport({ ask, params }: Visit): Promise<AnswerOf<'getPostureReport'>> {
  return ask('getPostureReport', { params: { partner: params['partner'] ?? '', id: params['id'] ?? '' } });
}

/** The whole report as a document of its own. */
const wholePage: Page = {
  path: below('report/{language}'),
  least: 'viewer',
  async show(visit) {
    const language = languages.find((one) => one === visit.params['language']);
    if (language === undefined) throw new ConsentryError('not_found');
    const report = await getReport(visit);
    const { items } = await visit.ask('listPostureReports', {
      params: { partner: report.partner },
      query: { limit: historyAtMost },
    });
    return {
      contentType: 'text/html; charset=utf-8',
      contentSecurityPolicy: `${postureHtmlPolicy}; frame-ancestors 'none'`,
      body: renderPostureHtml(report, language, items),
    };
  },
};

const findingsFile: Page = {
  path: below('findings.csv'),
  least: 'viewer',
  async show(visit) {
    const report = await getReport(visit);
    return { fileName: `${report.id}-findings.csv`, contentType: csv, body: renderPostureCsv(report, 'en') };
  },
};

const tableFile: Page = {
  path: below('table/{table}.csv'),
  least: 'viewer',
  async show(visit) {
    const table = csvTables.find((one) => one === visit.params['table']);
    if (table === undefined) throw new ConsentryError('not_found');
    const report = await getReport(visit);
    const body = renderTableCsv(report, table, 'en');
    if (body === undefined) {
      throw new ConsentryError('not_found', {
        message: 'This report does not have the table: its source could not be read.',
        remedy: 'Look at what could not be read in the report, mend it, and make a new one.',
      });
    }
    return { fileName: `${report.id}-${table}.csv`, contentType: csv, body };
  },
};

const dataFile: Page = {
  path: below('report.json'),
  least: 'viewer',
  async show(visit) {
    const report = await getReport(visit);
    return { fileName: `${report.id}.json`, contentType: 'application/json', body: JSON.stringify(report) };
  },
};

export const postureReportPages: readonly Page[] = [wholePage, findingsFile, tableFile, dataFile];
