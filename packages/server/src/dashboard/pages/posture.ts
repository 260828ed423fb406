import { isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { barChart } from '../frame/charts.ts';
import { inputField, selectField } from '../frame/fields.ts';
import { card, mark, pager } from '../frame/pieces.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { tableCard } from '../frame/table-card.ts';
import { count, counted, fromNow, when, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import {
  figureNames,
  severities,
  severityCount,
  severityTones,
  shareOf,
  verdictMark,
} from './posture-words.ts';

type Overview = AnswerOf<'listPostures'>;
type Item = Overview['items'][number];

/** Where every partner stands. */
const posturePage: Page = {
  path: '/posture',
  least: 'viewer',
  async show(visit) {
    return {
      title: 'Posture',
      section: 'posture',
      content: html`<p class="lead">Whether partners meet Microsoft’s security requirements, as far as it can be seen. What could not be seen is never taken for good.</p>
${await contentOf(visit)}`,
    };
  },
};

async function contentOf(visit: Visit): Promise<Html> {
  const { ask, query } = visit;
  const value = (name: string): string | undefined => query.get(name)?.trim() || undefined;
  const asked = { partner: value('partner'), after: value('after'), limit: 50 };
  const order = value('order') === 'partner' ? 'partner' : 'gravest';
  try {
    const overview = await ask('listPostures', { query: { ...asked, order } });
    const empty = asked.partner === undefined ? 'There is no partner yet.' : 'No partner fits.';
    return await html`${asked.after === undefined ? sums(overview, visit.now) : ''}${searchForm(query)}
${tableCard('Partners', columnsAt(visit.now), overview.items, empty, pager('/posture', query, overview.next))}`;
  } catch (error) {
    if (!isConsentryError(error, 'invalid_request')) throw error;
    return html`${searchForm(query)}${refusalNotice(error)}`;
  }
}

function searchForm(query: URLSearchParams): Html {
  return html`<form class="bar" method="get" action="/dashboard/posture" role="search">
${inputField({ name: 'partner', label: 'Name or tenant id begins with', value: query.get('partner') ?? '', type: 'search' })}
${selectField({
  name: 'order',
  label: 'Order',
  value: query.get('order') ?? '',
  options: [
    ['', 'the gravest first'],
    ['partner', 'by tenant id'],
  ],
})}<button class="quiet">Search</button></form>`;
}

/** The sums over all partners: of parts and wholes, never of shares. */
function sums({ partners, reported, oldestAt, findings, figures }: Overview, now: number): Html {
  if (partners === 0) return html``;
  const missing = partners - reported;
  const shares = severities.map((severity) => {
    const tone = severityTones[severity];
    return { name: severity, value: findings[severity] ?? 0, tone };
  });
  return html`<div class="cards">
${card(
  'Partners with a report',
  html`<p class="figure">${count(reported)} <small>of ${count(partners)}</small></p>${
    missing === 0
      ? ''
      : html`<p>${mark(`${counted(missing, 'partner has', 'partners have')} none`, 'warn')}</p>`
  }${oldestAt === undefined ? '' : html`<p class="small">The oldest is of ${when(oldestAt)} (${fromNow(oldestAt, now)}).</p>`}`,
)}
${figures.map((figure) => card(figureNames[figure.name], figureText(figure)))}
${card('Findings', barChart('Findings of all partners, by severity', 'Severity', shares))}
</div>`;
}

function figureText(figure: Overview['figures'][number]): Html {
  if (figure.kind === 'not-available')
    return html`<p class="figure soft">not known</p><p class="small">No partner’s report has it.</p>`;
  const { percent, part, whole, unknown, partners, leftOut, kind } = figure;
  return html`<p class="figure">${percent === undefined ? '–' : `${kind === 'estimate' ? '≈ ' : ''}${percent} %`}</p>
<p>${count(part)} of ${count(whole)}${unknown === 0 ? '' : html`, ${mark(`${count(unknown)} unknown`, 'warn')}`}</p>
<p class="small">Of ${counted(partners, 'partner', 'partners')}${leftOut === 0 ? '' : `; ${count(leftOut)} left out: no such figure`}.</p>`;
}

const columnsAt = (now: number) => [
  {
    head: 'Partner',
    cell: ({ partner, report }: Item) =>
      html`<a href="/dashboard/posture/${partner}">${words(report?.name ?? partner)}</a>${report?.name === undefined ? '' : html`<br><code class="small">${partner}</code>`}`,
  },
  {
    head: 'Verdict',
    cell: ({ report }: Item) => (report === undefined ? mark('no report', 'quiet') : verdictMark(report)),
  },
  ...(['high', 'medium'] as const).map((severity) => ({
    head: severity === 'high' ? 'High' : 'Medium',
    cell: ({ report }: Item) => (report === undefined ? '' : severityCount(report.findings, severity)),
    isNumber: true,
  })),
  {
    head: 'Accounts with MFA',
    cell: ({ report }: Item) => (report === undefined ? '' : shareOf(report.figures, 'accounts-with-mfa')),
    isNumber: true,
  },
  {
    head: 'API requests with MFA',
    cell: ({ report }: Item) =>
      report === undefined ? '' : shareOf(report.figures, 'api-requests-with-mfa'),
    isNumber: true,
  },
  {
    head: 'Made',
    cell: ({ report }: Item) =>
      report === undefined ? '' : html`<time datetime="${report.at}">${fromNow(report.at, now)}</time>`,
  },
];

export const posturePages: readonly Page[] = [posturePage];
