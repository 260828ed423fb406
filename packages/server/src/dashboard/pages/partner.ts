import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { actForm, card, facts, notice, pager } from '../frame/pieces.ts';
import { count, counted, when, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { attempt, shown } from './attempt.ts';
import { grantCard } from './grant-card.ts';
import { shortly } from './grant-words.ts';
import { forecastTables } from './partner-forecast.ts';
import { timeline } from './partner-timeline.ts';
import { asked } from './search-form.ts';

type Partner = AnswerOf<'getPartner'>;

const eventsShown = 20;

/** One partner, whole. */
export const partnerPage: Page = {
  path: '/partners/{partner}',
  least: 'viewer',
  async show(visit) {
    const { ask, query, params, now } = visit;
    const after = asked(query, 'after');
    const partner = await ask('getPartner', { params: { partner: params['partner'] ?? '' } });
    const id = partner.partner;
    const [forecast, events] = await Promise.all([
      partner.grants.length === 0
        ? undefined
        : attempt(ask('getForecast', { params: { partner: id }, query: { by: 'last' } })),
      attempt(
        ask('listAudit', {
          query: { tenant: id, limit: eventsShown, ...(after !== undefined && { after }) },
        }),
      ),
    ]);
    return {
      title: partner.name ?? id,
      section: 'partners',
      trail: [{ title: 'Partners', path: '/partners' }],
      content: html`${stopNotice(partner, visit)}
${about(partner, visit)}
${grants(partner, visit)}
${forecast === undefined ? '' : card('When it ends', html`${shown('When it ends', forecast, (told) => forecastTables(told, id, now))}${visit.may('operator') ? html`<div class="acts">${actForm(`/partners/${id}/forecast`, visit.formField, 'Ask Microsoft again', 'quiet')}</div>` : ''}`)}
${card(
  'Timeline',
  shown(
    'The audit',
    events,
    ({ items, next }) => html`${timeline(items, now)}${pager(`/partners/${id}`, query, next)}`,
  ),
)}`,
    };
  },
};

function stopNotice({ partner, stop }: Partner, { may }: Visit): Html {
  if (stop === undefined) return html``;
  const { scope, since, reason } = stop;
  const what = scope === 'everything' ? 'Everything is stopped' : 'This partner is stopped';
  return notice(
    html`<p><strong>${what}.</strong> Nothing is redeemed or handed out since ${when(since)}${reason === '' ? '' : html`: ${words(reason, 200)}`}.</p>
${may('admin') ? html`<p><a class="button quiet" href="/dashboard/lift/${scope === 'everything' ? scope : partner}">Let it go on</a></p>` : ''}`,
    'bad',
  );
}

function about(partner: Partner, { now, may, formField }: Visit): Html {
  const { partner: id, kind, approvals, customers, posture, stop } = partner;
  const approved = approvals.map(
    ({ application, approvedAt }) => html`<code>${application}</code>, ${shortly(approvedAt, now)}`,
  );
  return html`<div class="cards">
${card(
  'Partner',
  facts([
    ['Tenant', html`<code>${id}</code>`],
    ['Kind', kind?.replaceAll('-', ' ') ?? html`<span class="soft">Nobody said</span>`],
    [
      'Approved by an administrator',
      approved.length === 0 ? html`<span class="soft">Not recorded</span>` : html`${approved}`,
    ],
    [
      'Open invitations',
      html`<a href="/dashboard/invitations?partner=${id}&state=open">${count(partner.openInvitations)}</a>`,
    ],
  ]),
)}
${card(
  'Customers',
  html`<p class="figure">${customers.readAt === undefined && customers.known === 0 ? '–' : count(customers.known)} <small>known</small></p>
<p>${customers.lost === 0 ? 'No API is known to be lost.' : html`<a href="/dashboard/partners/${id}/customers?lost=true">${counted(customers.lost, 'customer has', 'customers have')} lost an API</a>`}</p>
<p class="small">${customers.readAt === undefined ? 'The list was never read whole: there may be others.' : html`Listed by Partner Center ${shortly(customers.readAt, now)}.`}</p>
<div class="acts"><a class="button quiet" href="/dashboard/partners/${id}/customers">Show customers</a>${may('operator') ? actForm(`/partners/${id}/customers/read`, formField, 'Read the list now', 'quiet') : ''}</div>`,
)}
${card('Posture', postureOf(posture, id, now))}
</div>
${
  may('operator')
    ? html`<div class="acts apart"><a class="button" href="/dashboard/invitations/new?partner=${id}">Invite an account</a>${stop?.scope === id ? '' : html`<a class="button danger" href="/dashboard/stop/${id}">Stop this partner</a>`}</div>`
    : ''
}`;
}

function postureOf(posture: Partner['posture'], partner: string, now: number): Html {
  if (posture === undefined)
    return html`<p class="empty">No report was made yet.</p><p><a href="/dashboard/posture/${partner}">To the posture</a></p>`;
  const accounts = posture.figures.find(({ name }) => name === 'accounts-with-mfa');
  const share = accounts === undefined || accounts.kind === 'not-available' ? undefined : accounts.percent;
  const { high, medium, low, info } = posture.findings;
  return html`<p class="figure">${share === undefined ? '–' : `${Math.floor(share)} %`} <small>${share === undefined ? 'MFA of accounts was not read' : 'of accounts with MFA'}</small></p>
${facts([
  ['Findings, high', count(high)],
  ['Medium', count(medium)],
  ['Low and remarks', count(low + info)],
])}
<p class="small"><a href="/dashboard/posture/${partner}">The report</a> of ${shortly(posture.at, now)}.</p>`;
}

function grants(partner: Partner, visit: Visit): Html {
  if (partner.grants.length === 0)
    return card(
      'Grants',
      html`<p class="empty">No account has given a grant. ${partner.openInvitations === 0 ? 'Invite one.' : 'An invitation is open.'}</p>`,
    );
  return html`${partner.grants.slice(0, 20).map((grant) => grantCard(grant, partner.partner, visit))}${partner.grants.length > 20 ? html`<p class="small">${counted(partner.grants.length - 20, 'older grant is', 'older grants are')} not shown.</p>` : ''}`;
}
