import { isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { actForm, notice, pager } from '../frame/pieces.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { tableCard } from '../frame/table-card.ts';
import { when } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { auditFilter, filterNames, readFilter } from './audit-filter.ts';
import { recordColumns } from './audit-records.ts';

type Answer = AnswerOf<'listAudit'>;

/** The records, the newest first. */
const auditPage: Page = {
  path: '/audit',
  least: 'viewer',
  async show(visit) {
    return {
      title: 'Audit',
      section: 'audit',
      content: html`<p class="lead">Everything that was done, refused and handed out. No token, key or secret is ever in a record.</p>
${visit.may('operator') ? verifyPart(visit) : ''}
${auditFilter(visit.query)}
${await listPart(visit)}`,
    };
  },
};

function verifyPart({ formField }: Visit): Html {
  return html`<div class="bar"><p class="small">Every record is chained to the one before it.</p>${actForm('/audit/verification', formField, 'Verify the chains', 'quiet')}</div>`;
}

/** What the filter finds, or why it was not taken. */
async function listPart(visit: Visit): Promise<Html> {
  const { ask, query } = visit;
  try {
    const answer = await ask('listAudit', { query: { ...readFilter(query), limit: 50 } });
    const below = html`${searchedNotice(answer)}${pager('/audit', query, answer.next)}`;
    return await tableCard(
      'Records, the newest first',
      recordColumns,
      answer.items,
      emptyWords(visit, answer),
      below,
    );
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    return refusalNotice(error);
  }
}

function emptyWords({ query }: Visit, { next }: Answer): string {
  if (next !== undefined) return 'Nothing fits among the newest records. Older ones were not looked at yet.';
  return filterNames.some((name) => query.has(name)) ? 'No record fits.' : 'There is no record.';
}

/** A page that is not full, and yet not the last. */
function searchedNotice({ items, next, searchedTo }: Answer): Html {
  if (next === undefined || searchedTo === undefined || items.length === 50) return html``;
  return notice(html`<p>Looked back to ${when(searchedTo)}. Older records follow on the next page.</p>`);
}

export const auditPages: readonly Page[] = [auditPage];
