import { html } from 'hono/html';
import { mark, pager, part, table } from '../frame/pieces.ts';
import { count, when } from '../frame/text.ts';
import type { Page, Visit } from '../place.ts';
import { failedOf, isOver, type SweepShown, stateMark } from './sweep-words.ts';

/** The sweeps that are kept, the newest first. */
const sweepsPage: Page = {
  path: '/sweeps',
  least: 'viewer',
  async show(visit) {
    const { items, next } = await visit.ask('listSweeps', {
      query: { limit: 50, after: visit.query.get('after') ?? undefined },
    });
    const list = table('Sweeps, the newest first', columns, items, emptyWords(visit));
    return {
      title: 'Sweeps',
      section: 'sweeps',
      content: html`<p class="lead">One task over many customers. It goes on in the broker: whoever began it may go away.</p>
${visit.may('operator') ? html`<p class="acts"><a class="button" href="/dashboard/start-sweep">Start a sweep</a></p>` : ''}
<section class="card">${part('sweeps', list)}${pager('/sweeps', visit.query, next)}</section>`,
      ...(items.some((one) => !isOver(one)) && { parts: { sweeps: list } }),
    };
  },
};

function emptyWords({ may }: Visit): string {
  return may('operator')
    ? 'There is no sweep yet. Start one over the customers of a partner.'
    : 'There is no sweep yet.';
}

const columns = [
  {
    head: 'Task',
    cell: ({ id, task, isDryRun }: SweepShown) =>
      html`<a href="/dashboard/sweeps/${id}">${task}</a>${isDryRun ? html` ${mark('dry run', 'quiet')}` : ''}`,
  },
  { head: 'State', cell: stateMark },
  { head: 'Begun', cell: ({ createdAt }: SweepShown) => when(createdAt) },
  { head: 'Customers', cell: ({ total }: SweepShown) => count(total), isNumber: true },
  { head: 'Done', cell: ({ done }: SweepShown) => count(done), isNumber: true },
  {
    head: 'Failed',
    cell: (one: SweepShown) => {
      const failed = failedOf(one);
      return failed === 0 ? '0' : html`${mark(count(failed), 'bad')}`;
    },
    isNumber: true,
  },
  { head: 'Left', cell: ({ open }: SweepShown) => count(open), isNumber: true },
];

export const sweepListPages: readonly Page[] = [sweepsPage];
