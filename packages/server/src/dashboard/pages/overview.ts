import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { barChart, shareChart, timeChart } from '../frame/charts.ts';
import { card, mark, notice, part, table } from '../frame/pieces.ts';
import { count, counted, when, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { type End, endCauses, endTone, failureClasses, grantStates, shortly } from './grant-words.ts';

type Overview = AnswerOf<'getOverview'>;

/** The whole at a glance. */
export const overviewPage: Page = {
  path: '/',
  least: 'viewer',
  async show({ ask, now, may }) {
    const overview = await ask('getOverview', {});
    const parts = { figures: figures(overview) };
    return {
      title: 'Overview',
      section: 'overview',
      parts,
      content: html`${stopsNotice(overview, may)}${overview.partners === 0 ? firstSteps(may) : ''}
${part('figures', parts.figures)}
<div class="cards">
${card('Grants by state', grantsChart(overview))}
${card('Proof of MFA', mfaChart(overview))}
</div>
${card('What ends next', endsTable(overview, now))}
<div class="cards">
${card('Tokens handed out', trafficChart(overview))}
${card('Refusals by whom they concern', failuresChart(overview))}
</div>`,
    };
  },
};

function stopsNotice({ stops }: Overview, may: Visit['may']): Html {
  if (stops.length === 0) return html``;
  const everything = stops.find(({ scope }) => scope === 'everything');
  const others = stops.filter(({ scope }) => scope !== 'everything').slice(0, 20);
  return notice(
    html`<p><strong>${everything === undefined ? counted(stops.length, 'partner is stopped', 'partners are stopped') : 'Everything is stopped'}.</strong> Nothing of it is handed out.</p>
${everything === undefined ? '' : html`<p>Since ${when(everything.since)}${reasonOf(everything.reason)}${may('admin') ? html` · <a href="/dashboard/lift/everything">Let everything go on</a>` : ''}</p>`}
${others.length === 0 ? '' : html`<ul>${others.map(({ scope, since, reason }) => html`<li><a href="/dashboard/partners/${scope}"><code>${scope}</code></a> since ${when(since)}${reasonOf(reason)}</li>`)}</ul>`}`,
    'bad',
  );
}

const reasonOf = (reason: string): string => (reason === '' ? '' : `: ${words(reason)}`);

function firstSteps(may: Visit['may']): Html {
  return notice(
    html`<p><strong>No partner is known yet.</strong> A partner appears here once it was invited.</p>${may('operator') ? html`<p><a href="/dashboard/invitations/new">Invite the first partner</a></p>` : ''}`,
  );
}

function figures({ partners, grants, mfa, openInvitations }: Overview): Html {
  const standing = mfa.confirmed + mfa.overridden;
  const share = standing === 0 ? undefined : Math.floor((100 * mfa.confirmed) / standing);
  return html`<div class="cards figures">
${figure('Partners', count(partners), html`<a href="/dashboard/partners">Show partners</a>`)}
${figure('Healthy grants', count(grants.healthy), html`of ${count(standing)} that were not taken back`)}
${figure('MFA confirmed', share === undefined ? '–' : `${share} %`, html`${share === undefined ? 'No grant to prove it of' : 'of grants that were not taken back'}`)}
${figure('Open invitations', count(openInvitations), html`<a href="/dashboard/invitations?state=open">Show invitations</a>`)}
</div>`;
}

function figure(name: string, value: string, beside: Html): Html {
  return html`<section class="card"><h2>${name}</h2><p class="figure">${value}</p><p class="small">${beside}</p></section>`;
}

function grantsChart({ grants }: Overview): Html {
  const shares = (['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked'] as const).map((state) => ({
    ...grantStates[state],
    value: grants[state],
  }));
  return shareChart('Grants by state', 'State', shares);
}

function mfaChart({ mfa }: Overview): Html {
  return html`${shareChart('Proof of MFA of grants', 'Proof', [
    { name: 'Confirmed by the sign-in', value: mfa.confirmed, tone: 'good' },
    { name: 'Accepted by an operator, not proven', value: mfa.overridden, tone: 'warn' },
  ])}<p class="small">Of grants that were not taken back.</p>`;
}

function endsTable({ ends }: Overview, now: number): Html {
  if (ends.lookedAt === undefined)
    return html`<p class="empty">This broker has not looked yet for what ends. It does so within the hour after it starts: nothing here does not mean that nothing ends.</p>`;
  const columns = [
    { head: 'Ends', cell: ({ at }: End) => mark(when(at), endTone(at, now)) },
    { head: 'In', cell: ({ at }: End) => shortly(at, now) },
    {
      head: 'Of what',
      cell: ({ cause, isCertain }: End) => `${endCauses[cause]}${isCertain ? '' : ', perhaps'}`,
    },
    { head: 'Whose', cell: whose },
  ];
  return html`${table('The ten ends that come next', columns, ends.items, 'Nothing that has a date ends.')}<p class="small">As this broker saw it ${shortly(ends.lookedAt, now)}.</p>`;
}

function whose({ partner, partnerName, customer }: End): Html {
  if (partner === undefined) return html`<a href="/dashboard/credentials">Every partner</a>`;
  const name = html`<a href="/dashboard/partners/${partner}">${words(partnerName ?? partner, 60)}</a>`;
  if (customer === undefined) return name;
  return html`${name}, customer <a href="/dashboard/partners/${partner}/customers/${customer}"><code>${customer}</code></a>`;
}

function trafficChart({ tokens }: Overview): Html {
  const issued = tokens.hours.reduce((sum, hour) => sum + hour.issued, 0);
  const cached = tokens.hours.reduce((sum, hour) => sum + hour.fromCache, 0);
  const steps = tokens.hours.map(({ at, issued: value }, index) => {
    const hour = `${at.slice(11, 13)}:00`;
    const isTold = index === 0 || index === tokens.hours.length - 1 || index % 6 === 0;
    return { name: `${at.slice(0, 10)} ${hour} UTC`, value, label: isTold ? hour : '' };
  });
  return html`${timeChart('Tokens handed out in each hour', 'Hour', steps)}
<p class="small">${counted(issued, 'token', 'tokens')} since ${when(tokens.since)}, ${count(cached)} of them from the cache. Of this replica alone.</p>`;
}

function failuresChart({ tokens }: Overview): Html {
  if (tokens.failures.length === 0)
    return html`<p class="empty">Nothing was refused since ${when(tokens.since)}.</p>`;
  const shares = tokens.failures.map(({ class: name, count: value }) => ({ ...failureClasses[name], value }));
  return html`${barChart('Refused tokens and calls', 'Whom it concerns', shares)}<p class="small">Since ${when(tokens.since)}, of this replica alone.</p>`;
}
