import type { Timer } from '@consentry/core';
import type { SweepStatus } from './follow-sweep.ts';

/** Shows how far a sweep is. */
export interface Progress {
  show(sweep: SweepStatus): void;
  /** Leaves the line. */
  end(): void;
}

const barWidth = 24;
const sayEveryMs = 10_000;

/**
 * On a terminal a line that is written over; elsewhere a plain line now and then.
 * @param write to standard error
 */
export function createProgress(write: (text: string) => void, isTerminal: boolean, timer: Timer): Progress {
  let saidAt = Number.NEGATIVE_INFINITY;
  let width = 0;
  return {
    show(sweep) {
      if (isTerminal) {
        const line = `${bar(sweep)} ${describeProgress(sweep)}`;
        write(`\r${line.padEnd(width)}`);
        width = line.length;
        return;
      }
      if (timer.elapsed() - saidAt < sayEveryMs) return;
      saidAt = timer.elapsed();
      write(`${describeProgress(sweep)}\n`);
    },
    end() {
      if (isTerminal && width > 0) write('\n');
      width = 0;
    },
  };
}

function bar({ total, open }: SweepStatus): string {
  const filled = total === 0 ? 0 : Math.floor((barWidth * (total - open)) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`;
}

/** Such as: 120 of 400, 3 failed, 12.5 a second, 22 s left. */
export function describeProgress(sweep: SweepStatus): string {
  const { state, total, open, failed, unknown, perSecond, secondsLeft } = sweep;
  if (state === 'preparing') return `listing customers: ${total} so far`;
  const bad = Object.values(failed).reduce((sum, count) => sum + count, 0) + unknown;
  return [
    `${total - open} of ${total}`,
    ...(bad === 0 ? [] : [`${bad} failed`]),
    ...(perSecond === undefined ? [] : [`${perSecond} a second`]),
    ...(secondsLeft === undefined || open === 0 ? [] : [`${duration(secondsLeft)} left`]),
  ].join(', ');
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
