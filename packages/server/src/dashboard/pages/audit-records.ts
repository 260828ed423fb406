import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import type { Column } from '../frame/pieces.ts';
import { when, words } from '../frame/text.ts';

/** A record as the API tells of it. */
export type AuditRecord = AnswerOf<'listAudit'>['items'][number];

/** Fields that have a column of their own, or say nothing to a person. */
const shownElsewhere = new Set(['type', 'at', 'actor', 'person', 'partner', 'tenant']);

/** A record as a row. */
export const recordColumns: readonly Column<AuditRecord>[] = [
  { head: 'When', cell: ({ at }) => html`<time datetime="${at}">${when(at)}</time>` },
  { head: 'What', cell: ({ type }) => html`<code>${type}</code>` },
  { head: 'Who', cell: whoOf },
  { head: 'About', cell: aboutOf },
  { head: 'Details', cell: detailsOf },
];

function whoOf({ actor, person }: AuditRecord): Html {
  const who = actor.startsWith('cal_')
    ? html`<a href="/dashboard/callers/${actor}"><code>${actor}</code></a>`
    : html`${words(actor)}`;
  return person === undefined ? who : html`${who}<br><code>${words(person)}</code>`;
}

function aboutOf({ partner, tenant }: AuditRecord): Html {
  const ids = [...new Set([partner, tenant].filter((id) => id !== undefined))];
  return html`${ids.map((id, at) => html`${at === 0 ? '' : html`<br>`}<code>${id}</code>`)}`;
}

/** Everything else, one beside the other: whoever audits wants to see it all. */
function detailsOf(record: AuditRecord): Html {
  const said = Object.entries(record)
    .filter(([name, value]) => !shownElsewhere.has(name) && value !== undefined)
    .map(([name, value]) => `${name} ${textOf(value)}`);
  return html`<span class="free">${words(said.join(' · '), 600)}</span>`;
}

function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? value.join(' ') : JSON.stringify(value);
  return String(value);
}
