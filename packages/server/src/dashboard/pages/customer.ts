import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { actForm, card, facts, mark, notice, table } from '../frame/pieces.ts';
import { when, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { consentMark, sweptMark } from './customers.ts';
import { moment, shortly } from './grant-words.ts';
import { remedy } from './remedy.ts';
import { causeOf, matrixApis, reachStates } from './reach-cell.ts';

type Customer = AnswerOf<'getCustomer'>;
type Consent = Customer['consents'][number];

/** One customer: which API works, and how that came. */
export const customerPage: Page = {
  path: '/partners/{partner}/customers/{customer}',
  least: 'viewer',
  async show(visit) {
    const { ask, params, now } = visit;
    const of = { partner: params['partner'] ?? '', customer: params['customer'] ?? '' };
    const customer = await ask('getCustomer', { params: of });
    const partnerPath = `/partners/${customer.partner}`;
    return {
      title: customer.name ?? customer.customer,
      section: 'partners',
      trail: [
        { title: 'Partners', path: '/partners' },
        { title: customer.partnerName ?? customer.partner, path: partnerPath },
        { title: 'Customers', path: `${partnerPath}/customers` },
      ],
      content: html`${customer.isListed === false ? notice(html`<p><strong>Partner Center does not list this customer any more.</strong></p>`, 'warn') : ''}
${card('Customer', about(customer, visit))}
${card('Access', access(customer, now))}
${card('History of access', history(customer, now))}
${card('Consent of an administrator', consents(customer, visit))}
${card('Sweeps', sweeps(customer, now))}`,
    };
  },
};

function about({ customer, partner, domain, listedAt }: Customer, { now, may }: Visit): Html {
  return html`${facts([
    ['Tenant', html`<code>${customer}</code>`],
    ['Domain', domain === undefined ? html`<span class="soft">Not known</span>` : words(domain)],
    [
      'Listed by Partner Center',
      listedAt === undefined ? html`<span class="soft">Never seen in its list</span>` : moment(listedAt, now),
    ],
  ])}${may('operator') ? html`<div class="acts"><a class="button quiet" href="/dashboard/invitations/new?kind=customer&partner=${partner}&customer=${customer}">Ask an administrator for consent</a></div>` : ''}`;
}

function access({ reach }: Customer, now: number): Html {
  const rows = matrixApis.map(({ resource, name }) => ({
    name,
    reach: reach.find((one) => one.resource === resource),
  }));
  return table(
    'For which APIs a token can be had',
    [
      { head: 'API', cell: (row) => row.name },
      {
        head: 'State',
        cell: ({ reach: one }) =>
          one === undefined
            ? html`<span class="soft">Not looked at</span>`
            : mark(reachStates[one.state].name, reachStates[one.state].tone),
      },
      { head: 'Since', cell: ({ reach: one }) => (one === undefined ? '–' : moment(one.since, now)) },
      { head: 'Looked at', cell: ({ reach: one }) => (one === undefined ? '–' : shortly(one.seenAt, now)) },
      {
        head: 'Why, and what to do',
        cell: ({ reach: one }) =>
          one?.because === undefined
            ? '–'
            : html`<code>${causeOf(one.because)}</code> ${remedy(one.because.remedy)}`,
      },
    ],
    rows,
    '',
  );
}

function history({ turns }: Customer, now: number): Html {
  return table(
    'Each time that an API began to work, or stopped',
    [
      { head: 'First seen', cell: ({ since }) => moment(since, now) },
      {
        head: 'API',
        cell: ({ resource }) => matrixApis.find((api) => api.resource === resource)?.name ?? resource,
      },
      { head: 'What', cell: ({ works }) => (works ? mark('Works', 'good') : mark('Does not work', 'bad')) },
      {
        head: 'Why',
        cell: ({ because }) => (because === undefined ? '–' : html`<code>${causeOf(because)}</code>`),
      },
    ],
    turns.slice(0, 50),
    'No sweep of the task token-reach has looked at this customer yet.',
  );
}

function consents({ consents: all, partner, customer }: Customer, { now, may, formField }: Visit): Html {
  if (all.length === 0)
    return html`<p class="empty">No administrator of this customer was asked by invitation.</p>`;
  return html`${all.map(
    (consent) =>
      html`${facts([
        [
          'State',
          html`${consentMark(consent.state)} <span class="soft">looked at</span> ${moment(consent.lookedAt, now)}`,
        ],
        ['Consented', moment(consent.consentedAt, now)],
        ['Proved', permissionsOf(consent.proved, 'Nothing')],
        ['Missing', permissionsOf(consent.missing, 'Nothing')],
        [
          'Why',
          consent.problem && html`<code>${causeOf(consent.problem)}</code> ${remedy(consent.problem.remedy)}`,
        ],
        ['Looked at again', consent.nextLookAt === undefined ? undefined : when(consent.nextLookAt)],
      ])}${may('operator') ? html`<div class="acts">${actForm(`/partners/${partner}/customers/${customer}/consents/${consent.id}/check`, formField, 'Look again now', 'quiet')}</div>` : ''}`,
  )}`;
}

function permissionsOf(apis: Consent['missing'], none: string): Html {
  if (apis.length === 0) return html`<span class="soft">${none}</span>`;
  return html`${apis.map(({ resource, application, delegated }) => html`<div><code>${words(resource, 80)}</code> ${words([...application, ...delegated].join(', '), 600)}</div>`)}`;
}

function sweeps({ sweeps: all }: Customer, now: number): Html {
  return table(
    'The newest sweeps that it was in',
    [
      { head: 'Sweep', cell: ({ sweep, task }) => html`<a href="/dashboard/sweeps/${sweep}">${task}</a>` },
      { head: 'Begun', cell: ({ startedAt }) => moment(startedAt, now) },
      { head: 'Outcome', cell: ({ state }) => sweptMark(state) },
      {
        head: 'Why, and what to do',
        cell: ({ code, aadsts, remedy: toDo }) =>
          code === undefined ? '–' : html`<code>${causeOf({ code, aadsts })}</code> ${remedy(toDo ?? '')}`,
      },
    ],
    all,
    'It was in no sweep that is kept.',
  );
}
