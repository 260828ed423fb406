import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { mark, notice, table } from '../frame/pieces.ts';
import { count, when, words } from '../frame/text.ts';
import { remedy } from './remedy.ts';
import { endCauses, endTone, shortly } from './grant-words.ts';

type Forecast = AnswerOf<'getForecast'>;
type Ending = Forecast['customers'][number];
type Grant = Forecast['grants'][number];

/** As many customers as are shown; the others are counted. */
const customersShown = 20;

/** Every end of a partner's grants, what happened already, and what could not be read. */
export function forecastTables(forecast: Forecast, partner: string, now: number): Html {
  const { grants, customers, customersLeftOff, unread } = forecast;
  const ends = grants.flatMap((grant) => grant.ends.map((end) => ({ grant, end })));
  const happened = grants.filter((grant) => grant.happened !== undefined);
  const hidden = Math.max(0, customers.length - customersShown) + customersLeftOff;
  return html`${happened.map((grant) => happenedNotice(grant, now))}${unreadNotice(unread)}
${table(
  'Ends of the grants',
  [
    { head: 'Ends', cell: ({ end }) => mark(when(end.at), endTone(end.at, now)) },
    { head: 'Grant of', cell: ({ grant }) => words(grant.username ?? grant.id, 60) },
    { head: 'Of what', cell: ({ end }) => causeOf(end) },
    {
      head: 'What to do',
      cell: ({ end }) => html`${remedy(end.remedy)} <span class="soft">(${end.actor})</span>`,
    },
  ],
  ends,
  unread.length === 0 ? 'No end has a date.' : 'No end is known, and not everything could be read.',
)}
${
  customers.length === 0
    ? ''
    : table<Ending>(
        'Customers that will be lost',
        [
          { head: 'Ends', cell: ({ at }) => mark(when(at), endTone(at, now)) },
          { head: 'Customer', cell: (end) => customerOf(end, partner) },
          { head: 'Of what', cell: causeOf },
        ],
        customers.slice(0, customersShown),
        '',
      )
}${hidden === 0 ? '' : html`<p class="small">${count(hidden)} more end later.</p>`}`;
}

function causeOf({ cause, isCertain, about }: Ending): Html {
  return html`${endCauses[cause]}${about === undefined || cause === 'gdap' ? '' : html`: ${words(about, 60)}`}${isCertain ? '' : html` <span class="soft">(may not be met)</span>`}`;
}

function customerOf({ customer, about }: Ending, partner: string): Html {
  if (customer === undefined) return html`${words(about ?? '', 60)}`;
  return html`<a href="/dashboard/partners/${partner}/customers/${customer}">${words(about ?? customer, 60)}</a>`;
}

function happenedNotice({ username, id, happened }: Grant, now: number): Html {
  if (happened === undefined) return html``;
  const { meaning, code, aadsts, remedy: toDo, actor, since } = happened;
  return notice(
    html`<p><strong>The grant of ${words(username ?? id, 60)} stopped working</strong> ${shortly(since, now)}: ${meaning} (<code>${aadsts === undefined ? code : `AADSTS${aadsts}`}</code>)</p><p>${remedy(toDo)} <span class="soft">(${actor})</span></p>`,
    'bad',
  );
}

function unreadNotice(unread: Forecast['unread']): Html {
  if (unread.length === 0) return html``;
  return notice(
    html`<p><strong>Not everything could be read,</strong> so other ends may exist:</p><ul>${unread.map(({ source, code, remedy: toDo }) => html`<li>${sourceNames[source] ?? source} (<code>${code}</code>): ${remedy(toDo)}</li>`)}</ul>`,
    'warn',
  );
}

const sourceNames: Readonly<Record<string, string>> = {
  policies: 'Sign-in policies of the partner',
  relationships: 'GDAP relationships with customers',
  credentials: 'Our own credentials',
  'customer-policies': 'Sign-in policies of customers',
};
