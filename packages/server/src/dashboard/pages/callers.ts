import { isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { inputField } from '../frame/fields.ts';
import { mark, pager } from '../frame/pieces.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { tableCard } from '../frame/table-card.ts';
import { counted, fromNow, when, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { reachOf } from './policy-facts.ts';
import { asked, rowsShown } from './search-form.ts';

type Caller = AnswerOf<'listCallers'>['items'][number];

/** The programs that may ask for tokens. */
const callersPage: Page = {
  path: '/callers',
  least: 'viewer',
  async show(visit) {
    return {
      title: 'Callers',
      section: 'callers',
      content: html`<p class="lead">Programs that ask this broker for tokens. Each has a policy: what it does not name is refused.</p>
<div class="bar"><form class="bar" method="get" action="/dashboard/callers" role="search">${inputField({ name: 'name', label: 'Name begins with', value: visit.query.get('name') ?? '', type: 'search' })}<button class="quiet">Search</button></form>
${visit.may('admin') ? html`<p class="acts end"><a class="button" href="/dashboard/add-caller">Add a caller</a> <a class="button quiet" href="/dashboard/add-keyless-caller">Add one without a key</a></p>` : ''}</div>
${await listPart(visit)}`,
    };
  },
};

async function listPart({ ask, query, now }: Visit): Promise<Html> {
  const [name, after] = [asked(query, 'name'), asked(query, 'after')];
  try {
    const { items, next } = await ask('listCallers', { query: { name, after, limit: rowsShown } });
    const empty = name === undefined ? 'There is no caller yet.' : 'No caller’s name begins so.';
    return await tableCard('Callers', columnsAt(now), items, empty, pager('/callers', query, next));
  } catch (error) {
    if (!isConsentryError(error, 'invalid_request')) throw error;
    return refusalNotice(error);
  }
}

const columnsAt = (now: number) => [
  {
    head: 'Name',
    cell: ({ id, name }: Caller) => html`<a href="/dashboard/callers/${id}">${words(name)}</a>`,
  },
  { head: 'Partners', cell: ({ policy }: Caller) => reachOf(policy.partners) },
  { head: 'Customers', cell: ({ policy }: Caller) => reachOf(policy.customers) },
  { head: 'APIs', cell: ({ policy }: Caller) => words(policy.resources.join(', ')) },
  { head: 'Speaks for', cell: ({ policy }: Caller) => accessOf(policy) },
  { head: 'Proves itself by', cell: (one: Caller) => proofOf(one, now) },
  { head: 'Added', cell: ({ createdAt }: Caller) => when(createdAt) },
];

function accessOf({ access }: Caller['policy']): Html | string {
  return access.includes('app-only') ? mark('application alone', 'warn') : 'application and account';
}

/** So long before its end a key is marked. */
export const keyEndsSoonMs = 14 * 24 * 60 * 60 * 1000;

/** Those of the keys that work at an instant. */
export function livingKeys<Key extends { readonly expiresAt?: string | undefined }>(
  keys: readonly Key[],
  now: number,
): readonly Key[] {
  return keys.filter(({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > now);
}

/** Keys that work, and when the next one ends; identities. */
export function proofOf({ keys, identities }: Caller, now: number): Html {
  const ends = keys.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [Date.parse(expiresAt)]));
  const living = livingKeys(keys, now);
  const next = Math.min(...ends.filter((at) => at > now));
  const none = living.length === 0 && identities.length === 0;
  return html`${none ? mark('nothing: it cannot call', 'bad') : ''}${living.length === 0 ? '' : counted(living.length, 'key', 'keys')}${
    living.length > 0 && next < now + keyEndsSoonMs
      ? html` ${mark(`ends ${fromNow(next, now)}`, 'warn')}`
      : ''
  }${living.length > 0 && identities.length > 0 ? ', ' : ''}${identities.length === 0 ? '' : counted(identities.length, 'identity', 'identities')}`;
}

export const callerListPages: readonly Page[] = [callersPage];
