import type { RequestOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { inputField, selectField } from '../frame/fields.ts';

type Query = NonNullable<RequestOf<'listAudit'>['query']>;

/** What the list can be filtered by: names of the query, here and in the API. */
export const filterNames = [
  'type',
  'actor',
  'partner',
  'customer',
  'caller',
  'person',
  'grant',
  'from',
  'to',
] as const;

const groups: readonly (readonly [string, string])[] = [
  ['', 'everything'],
  ['grant', 'grants'],
  ['consent', 'consent'],
  ['invitation', 'invitations'],
  ['customer', 'consent of customers’ administrators'],
  ['customer_consent', 'consent in customers’ tenants'],
  ['token', 'tokens'],
  ['call', 'forward calls'],
  ['caller', 'callers'],
  ['access.refused', 'refused access'],
  ['sweep', 'sweeps'],
  ['posture', 'posture'],
  ['stop', 'the kill switch'],
  ['credential', 'our credentials'],
  ['dashboard', 'the dashboard'],
  ['audit', 'the audit itself'],
  ['broker', 'starts and stops'],
];

/** What the form of the page asks, in the form of the API. What is not in its form is refused there. */
export function readFilter(query: URLSearchParams): Query {
  const given = [...filterNames, 'after']
    .map((name) => [name, (query.get(name) ?? '').trim()] as const)
    .filter(([, value]) => value !== '');
  const { from, to, ...rest } = Object.fromEntries(given) as Record<string, string>;
  return {
    ...rest,
    ...(from !== undefined && { from: beginOf(from) }),
    ...(to !== undefined && { to: endOf(to) }),
  };
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

function beginOf(text: string): string {
  return isDay(text) ? `${text}T00:00:00Z` : text;
}

/** Whoever names a day means all of it. */
function endOf(text: string): string {
  const at = isDay(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? text : new Date(at + 24 * 60 * 60 * 1000).toISOString();
}

/** The form above the list. It works without a script: its fields stand in the address. */
export function auditFilter(query: URLSearchParams): Html {
  const value = (name: string): string => query.get(name) ?? '';
  const type = value('type');
  const known = groups.some(([group]) => group === type) ? groups : [...groups, [type, type] as const];
  const rare = ['caller', 'person', 'grant'].some((name) => value(name) !== '');
  const id = (name: string, label: string): Html =>
    inputField({ name, label, value: value(name), type: 'search' });
  return html`<form class="card" method="get" action="/dashboard/audit" role="search" aria-label="Records">
<div class="bar">
${selectField({ name: 'type', label: 'About', value: type, options: known })}
${selectField({ name: 'actor', label: 'Done by', value: value('actor'), options: actors })}
${id('partner', 'Partner')}${id('customer', 'Customer')}
${inputField({ name: 'from', label: 'From', value: value('from'), type: 'date' })}
${inputField({ name: 'to', label: 'To, with it', value: value('to'), type: 'date' })}
</div>
<details${rare ? html` open` : ''}><summary>Caller, person, grant</summary><div class="bar">${id('caller', 'Caller')}${id('person', 'Person (object id)')}${id('grant', 'Grant')}</div></details>
<p class="acts"><button>Search</button> <a class="button quiet" href="/dashboard/audit">Everything</a></p></form>`;
}

const actors: readonly (readonly [string, string])[] = [
  ['', 'anybody'],
  ['operator', 'operators'],
  ['broker', 'the broker'],
  ['invited person', 'invited persons'],
  ['unknown', 'somebody without a valid key'],
];
