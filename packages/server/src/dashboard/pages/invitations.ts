import type { AnswerOf, RequestOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { type Column, mark, pager, type Tone, table } from '../frame/pieces.ts';
import { words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { shortly } from './grant-words.ts';
import { asked, isSearched, rowsShown, searchForm } from './search-form.ts';

type Invitation = AnswerOf<'listInvitations'>['items'][number];
type State = Invitation['state'];

const path = '/invitations';

/** Invitations, the newest first. */
export const invitationsPage: Page = {
  path,
  least: 'viewer',
  async show(visit) {
    const { ask, query, may } = visit;
    const { items, next } = await ask('listInvitations', { query: searched(query) });
    return {
      title: 'Invitations',
      section: 'invitations',
      content: html`${may('operator') ? html`<p class="acts apart"><a class="button" href="/dashboard/invitations/new">Invite somebody</a></p>` : ''}
${searchForm({ path, query, by: 'Partner, tenant id or account', choice })}
<section class="card">${table('Invitations, the newest first', columnsOf(visit), items, isSearched(query) ? 'No invitation is like that.' : 'Nobody was invited yet.')}${pager(path, query, next)}</section>
<p class="small">A link is shown once, when it is made. Only its digest is kept.</p>`,
    };
  },
};

/** How an invitation stands, in words. */
const states: Readonly<Record<State, { readonly name: string; readonly tone: Tone }>> = {
  open: { name: 'Open', tone: 'good' },
  spent: { name: 'Used', tone: 'quiet' },
  expired: { name: 'Expired', tone: 'warn' },
  revoked: { name: 'Taken back', tone: 'quiet' },
};

const choice = {
  name: 'state',
  label: 'That are',
  choices: Object.entries(states).map(([value, { name }]) => ({ value, name })),
};

function searched(query: URLSearchParams): NonNullable<RequestOf<'listInvitations'>['query']> {
  const [after, begins, partner] = [asked(query, 'after'), asked(query, 'begins'), asked(query, 'partner')];
  // What is no state is refused by the API, with what is right.
  const state = asked(query, 'state') as State | undefined;
  return {
    limit: rowsShown,
    ...(after !== undefined && { after }),
    ...(begins !== undefined && { begins }),
    ...(partner !== undefined && { partner }),
    ...(state !== undefined && { state }),
  };
}

const kinds = {
  connect: 'Connect an account',
  approve: 'Approve the application',
  customer: 'Consent of a customer',
} as const;

function columnsOf({ now, may }: Visit): readonly Column<Invitation>[] {
  const columns: readonly Column<Invitation>[] = [
    {
      head: 'Partner',
      cell: ({ partner, partnerName }) =>
        html`<a href="/dashboard/partners/${partner}">${words(partnerName ?? partner, 60)}</a>`,
    },
    { head: 'What for', cell: ({ kind }) => kinds[kind] },
    { head: 'Whom', cell: whom },
    { head: 'State', cell: ({ state }) => mark(states[state].name, states[state].tone) },
    { head: 'Made', cell: ({ createdAt }) => shortly(createdAt, now) },
    { head: 'Works until', cell: (invitation) => until(invitation, now) },
  ];
  if (!may('operator')) return columns;
  const undo: Column<Invitation> = {
    head: 'Act',
    cell: ({ id, state, partnerName, partner }) =>
      state === 'open'
        ? html`<a href="/dashboard/invitations/${id}/revoke" aria-label="Take back the invitation of ${words(partnerName ?? partner, 60)}">Take back</a>`
        : '–',
  };
  return [...columns, undo];
}

/** Whom an invitation is for, as far as the operator knew. */
export function whom({ account, accountId, customer, customerName, acceptsUnknownMfa }: Invitation): Html {
  const who = account ?? accountId ?? customerName ?? customer;
  return html`${who === undefined ? html`<span class="soft">Anyone of the tenant</span>` : words(who, 60)}${acceptsUnknownMfa ? html` ${mark('MFA may be unknown', 'warn')}` : ''}`;
}

function until({ state, expiresAt, spentAt, revokedAt }: Invitation, now: number): Html {
  if (state === 'spent' && spentAt !== undefined) return html`used ${shortly(spentAt, now)}`;
  if (state === 'revoked' && revokedAt !== undefined) return html`taken back ${shortly(revokedAt, now)}`;
  return shortly(expiresAt, now);
}
