import { isConsentryError } from '@consentry/core';
import type { AnswerOf, RequestOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { inputField, selectField } from '../frame/fields.ts';
import { mark, pager, type Tone } from '../frame/pieces.ts';
import { prose } from '../frame/prose.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { tableCard } from '../frame/table-card.ts';
import { count, when, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { classWords } from './sweep-words.ts';

type Item = AnswerOf<'listSweepItems'>['items'][number];
type Query = NonNullable<RequestOf<'listSweepItems'>['query']>;

/** The customers of a sweep, and what became of each. */
const customersPage: Page = {
  path: '/sweeps/{id}/customers',
  least: 'viewer',
  async show(visit) {
    const { id, task } = await visit.ask('getSweep', { params: { id: visit.params['id'] ?? '' } });
    return {
      title: 'Customers of the sweep',
      section: 'sweeps',
      trail: [
        { title: 'Sweeps', path: '/sweeps' },
        { title: task, path: `/sweeps/${id}` },
      ],
      content: html`${filterForm(id, visit.query)}${await listPart(id, visit)}`,
    };
  },
};

const states = [
  ['', 'whatever became of them'],
  ['open', 'left'],
  ['done', 'done'],
  ['failed', 'failed'],
  ['unknown', 'unknown'],
] as const;

function filterForm(id: string, query: URLSearchParams): Html {
  const value = (name: string): string => query.get(name) ?? '';
  return html`<form class="bar" method="get" action="/dashboard/sweeps/${id}/customers" role="search">
${inputField({ name: 'customer', label: 'Name or tenant id begins with', value: value('customer'), type: 'search' })}
${selectField({ name: 'state', label: 'Outcome', value: value('state'), options: states })}
${selectField({ name: 'class', label: 'Whose failure', value: value('class'), options: [['', 'anybody’s'], ...Object.entries(classWords)] })}
<button class="quiet">Search</button></form>`;
}

async function listPart(id: string, { ask, query }: Visit): Promise<Html> {
  const given = ['customer', 'state', 'class', 'after'].flatMap((name) => {
    const value = query.get(name)?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  try {
    const asked = { ...Object.fromEntries(given), limit: 50 } as Query;
    const { items, next } = await ask('listSweepItems', { params: { id }, query: asked });
    const empty = given.length === 0 ? 'No customer is listed yet.' : 'No customer fits.';
    return await tableCard('Customers', columns, items, empty, pager(`/sweeps/${id}/customers`, query, next));
  } catch (error) {
    if (!isConsentryError(error, 'invalid_request')) throw error;
    return refusalNotice(error);
  }
}

const marks: Readonly<Record<Item['state'], readonly [string, Tone]>> = {
  open: ['left', 'quiet'],
  done: ['done', 'good'],
  failed: ['failed', 'bad'],
  unknown: ['unknown', 'warn'],
};

const columns = [
  {
    head: 'Customer',
    cell: ({ customer, customerName }: Item) =>
      html`${customerName === undefined ? '' : html`${words(customerName)}<br>`}<code class="small">${customer}</code>`,
  },
  { head: 'Outcome', cell: ({ state }: Item) => mark(...marks[state]) },
  {
    head: 'Rows',
    cell: ({ rows, isCut }: Item) =>
      rows === undefined ? '' : `${count(rows)}${isCut === true ? ' and more' : ''}`,
    isNumber: true,
  },
  { head: 'Why, and what to do', cell: failureOf },
  { head: 'Tries', cell: ({ attempts }: Item) => count(attempts), isNumber: true },
  { head: 'Finished', cell: ({ endedAt }: Item) => (endedAt === undefined ? '' : when(endedAt)) },
];

function failureOf({ failure }: Item): Html | string {
  if (failure === undefined) return '';
  const { message, remedy, code, reach } = failure;
  return html`${words(message, 300)}${reach === 'partner' ? ' It met all customers of the partner.' : ''}<br><span class="small">${prose(remedy, 400)} <code>${code}</code></span>`;
}

export const sweepCustomerPages: readonly Page[] = [customersPage];
