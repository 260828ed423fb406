import { plain } from '../terminal/plain.ts';
import type { SweepStatus } from './follow-sweep.ts';

/** How a sweep stands, for people: of what failed why, with whom and what to do, what is done, and what comes next. */
export function describeSweep(sweep: SweepStatus): string {
  const { id, task, state, total, open, done, rows, cut, unknown, causes, stoppedBy, isDryRun } = sweep;
  const failed = Object.values(sweep.failed).reduce((sum, count) => sum + count, 0);
  return [
    ...causes.flatMap((cause) => [...describeCause(cause), '']),
    ...(stoppedBy === undefined
      ? []
      : [
          `It was stopped: ${plain(stoppedBy.message)}`,
          `To do: ${plain(stoppedBy.remedy)} Then: consentry sweep resume ${id}`,
        ]),
    ...(cut === 0 ? [] : [`Of ${cut} customers there was more than is kept of one.`]),
    `${id}: ${task}${isDryRun ? ', a dry run' : ''}, ${state}. ${total} customers: ${done} done, ${failed} failed, ${unknown} unknown, ${open} open; ${rows} rows.`,
    ...(failed + unknown === 0
      ? []
      : [`Each that failed, and what to do for it: consentry sweep failed ${id}`]),
    ...(failed === 0 || state !== 'ended'
      ? []
      : [`Once that is done, try them again: consentry sweep --remainder-of ${id}`]),
  ].join('\n');
}

function describeCause(cause: SweepStatus['causes'][0]): readonly string[] {
  const { class: reach, code, count, message, remedy, examples } = cause;
  const names = examples.map(({ customer, customerName }) => plain(customerName ?? customer)).join(', ');
  return [
    `${count} ${count === 1 ? 'customer' : 'customers'}: ${code} (${reach})`,
    `  ${plain(message)}`,
    `  To do: ${plain(remedy)}`,
    `  ${count > examples.length ? 'Such as' : 'Which'}: ${names}`,
  ];
}

/** True where something is left to do. */
export function hasTrouble({ state, failed, unknown }: SweepStatus): boolean {
  return state === 'stopped' || unknown > 0 || Object.values(failed).some((count) => count > 0);
}
