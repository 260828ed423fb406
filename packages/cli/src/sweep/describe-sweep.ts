import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';
import type { SweepStatus } from './follow-sweep.ts';

/** How a sweep stands, for people: what is done, and of what failed why, with whom, and what to do. */
export function describeSweep(sweep: SweepStatus): string {
  const { id, task, state, total, open, done, rows, cut, unknown, causes, stoppedBy, isDryRun } = sweep;
  const failed = Object.values(sweep.failed).reduce((sum, count) => sum + count, 0);
  return [
    ...(causes.length === 0
      ? []
      : [
          table(
            ['class', 'code', 'count', 'such as'],
            causes.map(({ class: reach, code, count, examples }) => [
              reach,
              code,
              String(count),
              examples.map(({ customer, customerName }) => customerName ?? customer).join(', '),
            ]),
          ),
          '',
          ...causes.flatMap(({ code, message, remedy }) => [
            `${code}: ${plain(message)}`,
            `  To do: ${plain(remedy)}`,
          ]),
          '',
        ]),
    ...(stoppedBy === undefined
      ? []
      : [
          `It was stopped: ${plain(stoppedBy.message)}`,
          `To do: ${plain(stoppedBy.remedy)} Then: consentry sweep resume ${id}`,
        ]),
    ...(cut === 0 ? [] : [`Of ${cut} customers there was more than is kept of one.`]),
    `${id}: ${task}${isDryRun ? ', a dry run' : ''}, ${state}. ${total} customers: ${done} done, ${failed} failed, ${unknown} unknown, ${open} open; ${rows} rows.`,
  ].join('\n');
}

/** True where something is left to do. */
export function hasTrouble({ state, failed, unknown }: SweepStatus): boolean {
  return state === 'stopped' || unknown > 0 || Object.values(failed).some((count) => count > 0);
}
