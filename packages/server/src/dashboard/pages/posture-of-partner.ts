import { isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { timeChart } from '../frame/charts.ts';
import { actForm, notice, pager, part, table } from '../frame/pieces.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { when, words } from '../frame/text.ts';
import type { Page, Sheet, Visit } from '../place.ts';
import { reportContent } from './posture-report-content.ts';
import { type Summary, severityCount, shareOf, verdictMark } from './posture-words.ts';

type Report = AnswerOf<'getPosture'>;

/** What became of asking for a report: it, or why it is not there. */
type Asked =
  | { readonly report: Report }
  | { readonly code: string; readonly message: string; readonly remedy: string };

async function asking(ask: () => Promise<Report>): Promise<Asked> {
  try {
    return { report: await ask() };
  } catch (error) {
    if (!isConsentryError(error) || !mayBeAbsent.includes(error.code)) throw error;
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
}

const mayBeAbsent: readonly string[] = [
  'posture_report_not_found',
  'posture_under_way',
  'posture_unfinished',
];

/** A partner's newest report, and those before it. */
const partnerPage: Page = {
  path: '/posture/{partner}',
  least: 'viewer',
  async show(visit) {
    const partner = visit.params['partner'] ?? '';
    const asked = await asking(() => visit.ask('getPosture', { params: { partner } }));
    const after = visit.query.get('after') ?? undefined;
    const history = await visit.ask('listPostureReports', {
      params: { partner },
      query: { limit: 30, after },
    });
    return sheetOf(visit, asked, {
      trail: [{ title: 'Posture', path: '/posture' }],
      below: historyPart(visit, partner, history.items, history.next),
    });
  },
};

/** One report of a partner, also one that is being made. */
const reportPage: Page = {
  path: '/posture/{partner}/{id}',
  least: 'viewer',
  async show(visit) {
    const [partner, id] = [visit.params['partner'] ?? '', visit.params['id'] ?? ''];
    const asked = await asking(() => visit.ask('getPostureReport', { params: { partner, id } }));
    return sheetOf(visit, asked, {
      trail: [
        { title: 'Posture', path: '/posture' },
        { title: nameOf(asked) ?? partner, path: `/posture/${partner}` },
      ],
      below: html``,
    });
  },
};

const nameOf = (asked: Asked): string | undefined =>
  'report' in asked ? asked.report.organization?.name : undefined;

function sheetOf(
  visit: Visit,
  asked: Asked,
  { trail, below }: { readonly trail: Sheet['trail'] & object; readonly below: Html },
): Sheet {
  const partner = visit.params['partner'] ?? '';
  const isAwaited = 'code' in asked && asked.code === 'posture_under_way';
  const report = 'report' in asked ? reportContent(asked.report) : absentPart(asked);
  return {
    title: `Posture: ${words(nameOf(asked) ?? partner)}`,
    section: 'posture',
    trail,
    content: html`${visit.may('operator') ? html`<div class="acts">${actForm(`/posture/${encodeURIComponent(partner)}/make`, visit.formField, 'Make a new report', 'quiet')}</div>` : ''}
${part('report', report)}${below}`,
    // While it is made the page waits for it; afterwards it is told of it once.
    ...((isAwaited || isNew(visit, asked)) && { parts: { report } }),
  };
}

const newForMs = 60_000;

function isNew({ now }: Visit, asked: Asked): boolean {
  return 'report' in asked && now - Date.parse(asked.report.at) < newForMs;
}

function absentPart(asked: Extract<Asked, { code: string }>): Html {
  if (asked.code === 'posture_under_way')
    return notice(
      html`<p><strong>The report is being made.</strong> It takes some minutes where there are many accounts. <a href="">Look again</a></p>`,
    );
  if (asked.code === 'posture_report_not_found')
    return html`<p class="empty">There is no report on this partner yet.</p>`;
  return refusalNotice(asked);
}

function historyPart(
  visit: Visit,
  partner: string,
  items: readonly Summary[],
  next: string | undefined,
): Html {
  if (items.length === 0) return html``;
  const oldestFirst = items.toReversed();
  const steps = oldestFirst.map(({ at, findings }, index) => ({
    name: when(at),
    value: findings.high ?? 0,
    label: index === 0 || index === oldestFirst.length - 1 ? at.slice(0, 10) : '',
  }));
  const columns = [
    {
      head: 'Made',
      cell: ({ id, at }: Summary) => html`<a href="/dashboard/posture/${partner}/${id}">${when(at)}</a>`,
    },
    { head: 'Verdict', cell: verdictMark },
    ...(['high', 'medium', 'low'] as const).map((severity) => ({
      head: severity,
      cell: ({ findings }: Summary) => severityCount(findings, severity),
      isNumber: true,
    })),
    {
      head: 'Accounts with MFA',
      cell: ({ figures }: Summary) => shareOf(figures, 'accounts-with-mfa'),
      isNumber: true,
    },
    {
      head: 'API requests with MFA',
      cell: ({ figures }: Summary) => shareOf(figures, 'api-requests-with-mfa'),
      isNumber: true,
    },
  ];
  return html`<section class="card"><h2>History</h2>
${items.length < 2 ? '' : timeChart('Findings of high severity over time', 'Report of', steps)}
${table('Reports, the newest first', columns, items, '')}${pager(`/posture/${partner}`, visit.query, next)}</section>`;
}

export const partnerPosturePages: readonly Page[] = [partnerPage, reportPage];
