import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { type Column, mark, pager, table } from '../frame/pieces.ts';
import { count, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { endTone, grantStates, mfaMark, type PartnerState, shortly, stateMark } from './grant-words.ts';
import { asked, isSearched, rowsShown, searchForm } from './search-form.ts';

type Partners = AnswerOf<'listPartners'>;
type Partner = Partners['items'][number];

const path = '/partners';

/** Partners by name. */
export const partnersPage: Page = {
  path,
  least: 'viewer',
  async show({ ask, query, now, may }) {
    const after = asked(query, 'after');
    const begins = asked(query, 'begins');
    // What is no state is refused by the API, with what is right.
    const state = asked(query, 'state') as PartnerState | undefined;
    const partners = await ask('listPartners', {
      query: {
        limit: rowsShown,
        ...(after !== undefined && { after }),
        ...(begins !== undefined && { begins }),
        ...(state !== undefined && { state }),
      },
    });
    return {
      title: 'Partners',
      section: 'partners',
      content: html`${searchForm({ path, query, by: 'Name, tenant id or account', choice })}
<section class="card">${table('Partners by name', columnsOf(partners, now), partners.items, empty(query, may))}${pager(path, query, partners.next)}</section>
${partners.lookedAt === undefined ? html`<p class="small">This broker has not looked yet for what ends: it does so within the hour after it starts.</p>` : ''}`,
    };
  },
};

const choice = {
  name: 'state',
  label: 'With a grant that is',
  choices: Object.entries(grantStates).map(([value, { name }]) => ({ value, name })),
};

function empty(query: URLSearchParams, may: Visit['may']): Html {
  if (isSearched(query)) return html`No partner is like that.`;
  return html`No partner is known yet. ${may('operator') ? html`<a href="/dashboard/invitations/new">Invite one.</a>` : ''}`;
}

function columnsOf({ lookedAt }: Partners, now: number): readonly Column<Partner>[] {
  return [
    {
      head: 'Partner',
      cell: ({ partner, name }) =>
        html`<a href="/dashboard/partners/${partner}">${words(name ?? partner, 60)}</a>${name === undefined ? '' : html`<br><code class="soft any">${partner}</code>`}`,
    },
    {
      head: 'State',
      cell: ({ state, stop }) =>
        html`${stateMark(state)}${stop === undefined ? '' : html` ${mark('Stopped', 'bad')}`}`,
    },
    { head: 'MFA', cell: ({ mfa }) => mfaMark(mfa) },
    { head: 'Account', cell: accountsOf },
    { head: 'Next end', cell: (partner) => nextEnd(partner, lookedAt, now) },
    { head: 'Posture', cell: (partner) => postureOf(partner, now) },
  ];
}

function accountsOf({ accounts: [first, ...others] }: Partner): Html {
  if (first === undefined) return html`<span class="soft">None</span>`;
  return html`${words(first, 60)}${others.length === 0 ? '' : html` <span class="soft">and ${count(others.length)} more</span>`}`;
}

function nextEnd({ nextEnd: end, mfa }: Partner, lookedAt: string | undefined, now: number): Html {
  if (end !== undefined)
    return html`<span class="mark ${endTone(end.at, now)}">${shortly(end.at, now)}</span>`;
  if (mfa === undefined) return html`<span class="soft">Nothing left</span>`;
  return html`<span class="soft">${lookedAt === undefined ? 'Not looked at yet' : 'None known'}</span>`;
}

function postureOf({ partner, posture }: Partner, now: number): Html {
  if (posture === undefined) return html`<span class="soft">No report</span>`;
  const { high } = posture.findings;
  const share = posture.percent === undefined ? 'MFA not read' : `${Math.floor(posture.percent)} % MFA`;
  return html`<a href="/dashboard/posture/${partner}">${share}</a>${high === 0 ? '' : html` ${mark(`${count(high)} grave`, 'bad')}`}<br><span class="soft">${shortly(posture.at, now)}</span>`;
}
