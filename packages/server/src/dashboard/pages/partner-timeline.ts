import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { table } from '../frame/pieces.ts';
import { words } from '../frame/text.ts';
import { moment } from './grant-words.ts';

type Event = AnswerOf<'listAudit'>['items'][number];

/** What is recorded of a partner, the newest first. */
export function timeline(events: readonly Event[], now: number): Html {
  return table<Event>(
    'Records of this partner, the newest first',
    [
      { head: 'When', cell: ({ at }) => moment(at, now) },
      { head: 'What', cell: ({ type }) => html`<code>${type}</code>` },
      { head: 'Who', cell: whoOf },
      { head: 'More', cell: moreOf },
    ],
    events,
    'Nothing is recorded of this partner yet.',
  );
}

/** The other end of an address says less than a person. */
function whoOf({ actor, person }: Event): Html {
  return html`${words(actor, 60)}${person === undefined ? '' : html`<br><code class="soft">${words(person, 60)}</code>`}`;
}

/** What tells one record from another; the rest stands in the audit. */
const told = [
  'code',
  'reason',
  'state',
  'from',
  'to',
  'resource',
  'tenant',
  'kind',
  'act',
  'customers',
] as const;

function moreOf(event: Event): Html {
  const pairs = told.flatMap((name) => {
    const value = event[name];
    return value === undefined || (name === 'tenant' && value === event.partner)
      ? []
      : [`${name} ${words(String(value), 80)}`];
  });
  return html`<span class="soft">${pairs.join(' · ')}</span>`;
}
