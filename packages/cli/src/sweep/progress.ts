import type { Timer } from '@consentry/core';
import type { SweepStatus } from './follow-sweep.ts';

/** Shows how far a sweep is. */
export interface Progress {
  show(sweep: SweepStatus): void;
  /** The broker does not answer. */
  away(): void;
  /** Leaves the line. */
  end(): void;
}

/** With the longest words the line fits into 80 columns: one that is wrapped cannot be written over. */
const barWidth = 16;
const sayEveryMs = 10_000;
/** After so long without a customer that ended, a rate says nothing any more. */
const stillMs = 10_000;

/**
 * On a terminal a line that is written over; elsewhere a plain line now and then.
 * @param write to standard error
 */
export function createProgress(write: (text: string) => void, isTerminal: boolean, timer: Timer): Progress {
  let saidAt = Number.NEGATIVE_INFINITY;
  let width = 0;
  let ended = -1;
  let endedAt = timer.elapsed();
  const overwrite = (line: string): void => {
    write(`\r${line.padEnd(width)}`);
    width = line.length;
  };
  return {
    show(sweep) {
      if (sweep.total - sweep.open !== ended) endedAt = timer.elapsed();
      ended = sweep.total - sweep.open;
      const forMs = timer.elapsed() - endedAt;
      const line = describeProgress(sweep, forMs >= stillMs ? forMs : undefined);
      if (isTerminal) return overwrite(sweep.state === 'preparing' ? line : `${bar(sweep)} ${line}`);
      if (timer.elapsed() - saidAt < sayEveryMs) return;
      saidAt = timer.elapsed();
      write(`${line}\n`);
    },
    away() {
      const line = 'the broker does not answer; it is asked again for two minutes';
      if (isTerminal) overwrite(line);
      else write(`${line}\n`);
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

/**
 * Such as: 120 of 400, 3 failed, 12 a second, 22 s left.
 * @param stillForMs how long no customer has ended, where that is long
 */
export function describeProgress(sweep: SweepStatus, stillForMs?: number): string {
  const { state, total, open, failed, unknown, perSecond, secondsLeft } = sweep;
  if (state === 'preparing') return `listing customers: ${total} so far`;
  const bad = Object.values(failed).reduce((sum, count) => sum + count, 0) + unknown;
  const pace = [
    ...(perSecond === undefined ? [] : [`${rate(perSecond)} a second`]),
    ...(secondsLeft === undefined || open === 0 ? [] : [`${duration(secondsLeft)} left`]),
  ];
  const still = [`none for ${duration(Math.round((stillForMs ?? 0) / 1000))}, waiting to retry`];
  return [
    `${total - open} of ${total}`,
    ...(bad === 0 ? [] : [`${bad} failed`]),
    ...(stillForMs === undefined || open === 0 ? pace : still),
  ].join(', ');
}

function rate(perSecond: number): string {
  return perSecond >= 10 ? String(Math.round(perSecond)) : String(Number(perSecond.toPrecision(2)));
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
