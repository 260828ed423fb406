import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { actForm, type Column, mark, notice, pager, type Tone, table } from '../frame/pieces.ts';
import { when, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { shortly } from './grant-words.ts';
import { matrixApis, reachCell } from './reach-cell.ts';
import { asked, isSearched, rowsShown, searchForm } from './search-form.ts';

type Customers = AnswerOf<'listCustomers'>;
type Customer = Customers['items'][number];

/** Customers of a partner, and which API works at each. */
export const customersPage: Page = {
  path: '/partners/{partner}/customers',
  least: 'viewer',
  async show(visit) {
    const { ask, query, params, now } = visit;
    const asking = { params: { partner: params['partner'] ?? '' }, query: searched(query) };
    const customers = await ask('listCustomers', asking);
    const id = customers.partner;
    const path = `/partners/${id}/customers` as const;
    return {
      title: 'Customers',
      section: 'partners',
      trail: [
        { title: 'Partners', path: '/partners' },
        { title: customers.partnerName ?? id, path: `/partners/${id}` },
      ],
      content: html`${readNotice(customers, visit, id)}${searchForm({ path, query, by: 'Name, domain or tenant id', boxes })}
<section class="card">${table('For which APIs of each customer a token can be had', columnsOf(id, now), customers.items, empty(query, customers))}${pager(path, query, customers.next)}</section>
<p class="small">As the last sweeps of the task <code>token-reach</code> saw it. ${lastSweepOf(customers)}</p>`,
    };
  },
};

const boxes = [
  { value: 'lost', name: 'An API was lost' },
  { value: 'lagging', name: 'Consent lags' },
  { value: 'failed', name: 'Failed in the last sweep' },
];

function searched(query: URLSearchParams) {
  const after = asked(query, 'after');
  const begins = asked(query, 'begins');
  const ticked = (name: string) => (query.get(name) === 'true' ? ('true' as const) : undefined);
  const [lost, lagging, failed] = [ticked('lost'), ticked('lagging'), ticked('failed')];
  return {
    limit: rowsShown,
    ...(after !== undefined && { after }),
    ...(begins !== undefined && { begins }),
    ...(lost !== undefined && { lost }),
    ...(lagging !== undefined && { lagging }),
    ...(failed !== undefined && { failed }),
  };
}

function readNotice({ readAt }: Customers, { may, formField, now }: Visit, partner: string): Html {
  const read = may('operator')
    ? html`<div class="acts apart">${actForm(`/partners/${partner}/customers/read`, formField, 'Read the list at Partner Center', readAt === undefined ? 'plain' : 'quiet')}</div>`
    : '';
  if (readAt !== undefined)
    return html`<p class="lead">Partner Center listed them ${shortly(readAt, now)}.</p>${read}`;
  return notice(
    html`<p><strong>The list of customers was never read whole.</strong> Those that sweeps and consents named are shown; there may be others.</p>${read}`,
    'warn',
  );
}

function empty(query: URLSearchParams, { readAt }: Customers): string {
  if (isSearched(query)) return 'No customer is like that.';
  return readAt === undefined
    ? 'No customer is known yet.'
    : 'Partner Center lists no customer of this partner.';
}

const consentTones = { proved: 'good', waiting: 'warn', lagging: 'bad' } as const satisfies Record<
  string,
  Tone
>;
const consentNames = { proved: 'Proved', waiting: 'Waits', lagging: 'Lags' } as const;

/** The state of an administrator's consent. */
export function consentMark(state: keyof typeof consentTones): Html {
  return mark(consentNames[state], consentTones[state]);
}

const sweptWords = { open: 'Under way', done: 'Done', failed: 'Failed', unknown: 'Unknown' } as const;
const sweptTones = { open: 'quiet', done: 'good', failed: 'bad', unknown: 'warn' } as const;

/** What became of a customer in a sweep. */
export function sweptMark(state: keyof typeof sweptWords): Html {
  return mark(sweptWords[state], sweptTones[state]);
}

function columnsOf(partner: string, now: number): readonly Column<Customer>[] {
  return [
    {
      head: 'Customer',
      cell: ({ customer, name, domain, isListed }) =>
        html`<a href="/dashboard/partners/${partner}/customers/${customer}">${words(name ?? customer, 60)}</a>${isListed === false ? html` ${mark('Not listed any more', 'warn')}` : ''}${domain === undefined ? '' : html`<br><span class="soft">${words(domain, 60)}</span>`}`,
    },
    ...matrixApis.map(({ resource, name }) => ({
      head: name,
      cell: ({ reach }: Customer) => reachCell(reach, resource, now),
    })),
    {
      head: 'Consent',
      cell: ({ consent }) =>
        consent === undefined ? html`<span class="soft brief">Not asked</span>` : consentMark(consent),
    },
    { head: 'Last sweep', cell: ({ lastSweep }) => sweptCell(lastSweep) },
  ];
}

function sweptCell(swept: Customer['lastSweep']): Html {
  if (swept === undefined) return html`<span class="soft brief">Not in it</span>`;
  const cause = swept.aadsts === undefined ? swept.code : `AADSTS${swept.aadsts}`;
  return html`${sweptMark(swept.state)}${cause === undefined ? '' : html` <span class="soft">${cause}</span>`}`;
}

function lastSweepOf({ lastSweep }: Customers): Html {
  if (lastSweep === undefined) return html`No sweep over these customers was made yet.`;
  const { sweep, task, startedAt } = lastSweep;
  return html`The last sweep was <a href="/dashboard/sweeps/${sweep}">${task}</a>, begun ${when(startedAt)}.`;
}
