import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { type Share, shareChart } from '../frame/charts.ts';
import { actForm, card, facts, mark, part } from '../frame/pieces.ts';
import { prose } from '../frame/prose.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { tableCard } from '../frame/table-card.ts';
import { count, when, words } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { classWords, type FailureClass, failedOf, isOver, stateMark } from './sweep-words.ts';

type Sweep = AnswerOf<'getSweep'>;

/** So long after its end a page that is open is told of it. */
const settledMs = 60_000;

/** One sweep: how far it is, why customers failed, what to do about it. */
const sweepPage: Page = {
  path: '/sweeps/{id}',
  least: 'viewer',
  async show(visit) {
    const sweep = await visit.ask('getSweep', { params: { id: visit.params['id'] ?? '' } });
    const parts = { progress: progressPart(sweep), causes: causesPart(sweep), acts: actsPart(visit, sweep) };
    const overAt = sweep.endedAt ?? sweep.stoppedAt;
    const isSettled = isOver(sweep) && visit.now - Date.parse(overAt ?? '') > settledMs;
    return {
      title: `Sweep: ${sweep.task}`,
      section: 'sweeps',
      trail: [{ title: 'Sweeps', path: '/sweeps' }],
      content: html`${part('progress', parts.progress)}
${card('What it does', aboutPart(sweep))}
${part('causes', parts.causes)}
${part('acts', parts.acts)}`,
      ...(!isSettled && { parts }),
    };
  },
};

function progressPart(sweep: Sweep): Html {
  const { total, open, stoppedBy, perSecond, secondsLeft, rows, cut } = sweep;
  const ended = total - open;
  return html`${stoppedBy === undefined ? '' : refusalNotice(stoppedBy)}
<section class="card"><h2>Progress</h2>
<p>${stateMark(sweep)} ${count(ended)} of ${count(total)} customers${failedOf(sweep) === 0 ? '' : html`, ${mark(`${count(failedOf(sweep))} failed`, 'bad')}`}</p>
<progress max="${Math.max(total, 1)}" value="${ended}" aria-label="Customers that are finished"></progress>
${facts([
  ['Rate', perSecond === undefined ? undefined : `${perSecond} customers a second`],
  ['Left', secondsLeft === undefined ? undefined : durationOf(secondsLeft)],
  ['Rows found', `${count(rows)}${cut === 0 ? '' : `; of ${count(cut)} customers not all are kept`}`],
  ['Begun', when(sweep.createdAt)],
  ['Stopped', sweep.stoppedAt === undefined ? undefined : when(sweep.stoppedAt)],
  ['Ended', sweep.endedAt === undefined ? undefined : when(sweep.endedAt)],
])}
${total === 0 ? '' : shareChart('What became of the customers', 'Outcome', sharesOf(sweep))}
<p class="small"><a href="/dashboard/sweeps/${sweep.id}">Read again</a> · <a href="/dashboard/sweeps/${sweep.id}/customers">All customers</a></p></section>`;
}

function sharesOf({ done, failed, unknown, open }: Sweep): readonly Share[] {
  const failures = Object.entries(failed).map(
    ([one, value]) => ({ name: `failed: ${classWords[one as FailureClass]}`, value, tone: 'bad' }) as const,
  );
  const rest = [
    { name: 'unknown', value: unknown, tone: 'warn' },
    { name: 'left', value: open, tone: 'quiet' },
  ] as const;
  return [{ name: 'done', value: done, tone: 'good' }, ...failures, ...rest.filter(({ value }) => value > 0)];
}

function durationOf(seconds: number): string {
  if (seconds < 90) return `about ${count(seconds)} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${count(minutes)} minutes` : `about ${count(Math.round(minutes / 60))} hours`;
}

/** So many are written out. */
const namedAtMost = 10;

function aboutPart({ id, task, params, partners, isDryRun, remainderOf }: Sweep): Html {
  const more = partners.length - namedAtMost;
  return facts([
    [
      'Task',
      html`<code>${task}</code>${isDryRun ? html` ${mark('dry run: nothing is written', 'quiet')}` : ''}`,
    ],
    [
      'Partners',
      html`${partners.slice(0, namedAtMost).map((partner) => html`<code>${partner}</code> `)}${more > 0 ? `and ${count(more)} more` : ''}`,
    ],
    [
      'Parameters',
      Object.keys(params).length === 0 ? undefined : html`<code>${words(JSON.stringify(params), 600)}</code>`,
    ],
    [
      'Remainder of',
      remainderOf === undefined
        ? undefined
        : html`<a href="/dashboard/sweeps/${remainderOf}"><code>${remainderOf}</code></a>`,
    ],
    ['Id', html`<code>${id}</code>`],
  ]);
}

type Cause = Sweep['causes'][number];

function causesPart({ id, causes }: Sweep): Html {
  if (causes.length === 0) return html``;
  const columns = [
    {
      head: 'Why',
      cell: ({ code, message }: Cause) => html`${words(message, 300)}<br><code class="small">${code}</code>`,
    },
    {
      head: 'Whose',
      cell: ({ state, class: one }: Cause) =>
        state === 'unknown' ? 'unknown whether it was done' : classWords[one],
    },
    {
      head: 'Customers',
      cell: ({ state, class: one, count: many }: Cause) =>
        html`<a href="/dashboard/sweeps/${id}/customers?state=${state}&amp;class=${one}">${count(many)}</a>`,
      isNumber: true,
    },
    { head: 'What to do', cell: ({ remedy }: Cause) => prose(remedy, 400) },
    {
      head: 'Such as',
      cell: ({ examples }: Cause) =>
        html`${examples.slice(0, 3).map(({ customer, customerName }, at) => html`${at === 0 ? '' : html`<br>`}${words(customerName ?? customer, 60)}`)}`,
    },
  ];
  return tableCard(
    'Why customers failed',
    columns,
    causes.slice(0, 40),
    '',
    causes.length > 40
      ? html`<p class="small">And ${count(causes.length - 40)} rarer reasons: see all customers.</p>`
      : html``,
  );
}

function actsPart({ may, formField }: Visit, sweep: Sweep): Html {
  const path = `/sweeps/${sweep.id}`;
  const rows = `/dashboard${path}/rows`;
  const over = isOver(sweep);
  const buttons = !may('operator')
    ? ''
    : html`${over ? '' : actForm(`${path}/stop`, formField, 'Stop', 'quiet')}${sweep.state === 'stopped' ? actForm(`${path}/resume`, formField, 'Let it go on') : ''}${
        over && failedOf(sweep) > 0
          ? actForm(`${path}/remainder`, formField, 'Try the failed ones again')
          : ''
      }${over ? html`<a class="button quiet" href="/dashboard${path}/remove">Remove</a>` : ''}`;
  return html`<div class="acts">${sweep.rows === 0 ? '' : html`<a class="button quiet" href="${rows}.csv" download>What was found, as CSV</a><a class="button quiet" href="${rows}.ndjson" download>As lines of JSON</a>`}${buttons}</div>`;
}

/** What was found, as a file. That it was read is on record. */
const rowsOf = (format: 'csv' | 'ndjson'): Page => ({
  path: `/sweeps/{id}/rows.${format}`,
  least: 'viewer',
  async show({ params, askLines }) {
    const id = params['id'] ?? '';
    const answer = await askLines('readSweepRows', { params: { id }, query: { format } });
    return { fileName: `${id}.${format}`, ...answer };
  },
});

export const sweepPages: readonly Page[] = [sweepPage, rowsOf('csv'), rowsOf('ndjson')];
