import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { card, facts, mark } from '../frame/pieces.ts';
import { tableCard } from '../frame/table-card.ts';
import { fromNow, when, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { recordColumns } from './audit-records.ts';
import { keyEndsSoonMs, livingKeys } from './callers.ts';
import { policyFacts } from './policy-facts.ts';

/** A caller with its keys and identities, as the API tells of it. */
export type OneCaller = AnswerOf<'getCaller'>;

/** One program: what it may have, how it proves itself, what it did last. */
const callerPage: Page = {
  path: '/callers/{id}',
  least: 'viewer',
  async show(visit) {
    const id = visit.params['id'] ?? '';
    const caller = await visit.ask('getCaller', { params: { id } });
    const { items } = await visit.ask('listAudit', { query: { caller: id, limit: 10 } });
    return {
      title: words(caller.name),
      section: 'callers',
      trail: [{ title: 'Callers', path: '/callers' }],
      content: html`${facts([
        ['Id', html`<code>${caller.id}</code>`],
        ['Added', when(caller.createdAt)],
      ])}
${card('Policy', html`${policyFacts(caller.policy)}${visit.may('admin') ? html`<p class="acts"><a class="button quiet" href="/dashboard/callers/${id}/policy">Change the policy</a></p>` : ''}`)}
${keysPart(visit, caller)}
${identitiesPart(visit, caller)}
${tableCard('What it did and what was done to it last', recordColumns, items, 'Nothing is on record among the newest records.', html`<p><a href="/dashboard/audit?caller=${id}">All its records</a></p>`)}
${visit.may('admin') ? html`<p class="acts"><a class="button danger" href="/dashboard/callers/${id}/remove">Remove this caller</a></p>` : ''}`,
    };
  },
};

type Key = OneCaller['keys'][number];

function keysPart({ now, may }: Visit, { id, keys }: OneCaller): Html {
  const columns = [
    { head: 'Key', cell: (key: Key) => html`<code>${key.id}</code>` },
    { head: 'Made', cell: (key: Key) => when(key.createdAt) },
    { head: 'Works until', cell: (key: Key) => endOf(key, now) },
    ...(may('admin')
      ? [
          {
            head: 'Do',
            cell: (key: Key) =>
              html`<a href="/dashboard/callers/${id}/keys/${key.id}/remove">Remove<span class="hush"> ${key.id}</span></a>`,
          },
        ]
      : []),
  ];
  const living = livingKeys(keys, now);
  const below = html`${may('admin') && living.length < 2 ? html`<p class="acts"><a class="button quiet" href="/dashboard/callers/${id}/add-key">${living.length === 0 ? 'Make a key' : 'Make a second key'}</a></p>` : ''}
${living.length > 1 ? html`<p class="small">Two keys work, which is as many as can. Remove the old one once the program uses the new one.</p>` : ''}`;
  return tableCard('Keys', columns, keys, 'It has no key.', below);
}

function endOf({ expiresAt }: Key, now: number): Html | string {
  if (expiresAt === undefined) return 'it is removed';
  const left = Date.parse(expiresAt) - now;
  return html`${when(expiresAt)} ${mark(left <= 0 ? 'ended' : fromNow(expiresAt, now), left <= 0 ? 'bad' : left < keyEndsSoonMs ? 'warn' : 'quiet')}`;
}

type OneIdentity = OneCaller['identities'][number];

function identitiesPart({ may }: Visit, { id, identities }: OneCaller): Html {
  const columns = [
    { head: 'Identity', cell: (one: OneIdentity) => html`<code>${one.id}</code>` },
    { head: 'Issuer', cell: ({ issuer }: OneIdentity) => html`<code>${words(issuer, 300)}</code>` },
    {
      head: 'Claims, all of them',
      cell: ({ claims }: OneIdentity) =>
        html`${Object.entries(claims).map(([name, value], at) => html`${at === 0 ? '' : html`<br>`}<code>${words(`${name}=${value}`, 300)}</code>`)}`,
    },
    { head: 'Added', cell: ({ createdAt }: OneIdentity) => when(createdAt) },
    ...(may('admin')
      ? [
          {
            head: 'Do',
            cell: (one: OneIdentity) =>
              html`<a href="/dashboard/callers/${id}/identities/${one.id}/remove">Remove<span class="hush"> ${one.id}</span></a>`,
          },
        ]
      : []),
  ];
  const below = html`${may('admin') ? html`<p class="acts"><a class="button quiet" href="/dashboard/callers/${id}/add-identity">Add an identity</a></p>` : ''}`;
  return tableCard(
    'Tokens of its platform, instead of a key',
    columns,
    identities,
    'It presents no tokens of a platform.',
    below,
  );
}

export const callerPages: readonly Page[] = [callerPage];
