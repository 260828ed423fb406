import type { CallLimit } from './call-limits.ts';

/** Counts calls against one limit. */
export interface CallWindow {
  /** How long until one more call may leave; 0 for now. Milliseconds. */
  waitMs(now: number): number;
  count(now: number): void;
  /** True when nothing is counted any more. */
  isEmpty(now: number): boolean;
}

/** Parts of a window. The more there are, the nearer to the limit it lets calls get. */
const parts = 12;

/**
 * A window that slides. It keeps a count for each twelfth of the time and not for each call, so that it weighs the same however many
 * calls a limit allows; no stretch of that time ever sees more calls than the limit.
 */
export function createCallWindow({ calls, perMs }: Pick<CallLimit, 'calls' | 'perMs'>): CallWindow {
  const partMs = perMs / parts;
  // One part more than the window has: the oldest may still reach into it.
  const counts = Array.from({ length: parts + 1 }, () => 0);
  let newest = Number.NEGATIVE_INFINITY;
  let total = 0;

  const slotOf = (part: number): number => ((part % counts.length) + counts.length) % counts.length;

  /** Lets go of what lies before the window. */
  const moveOn = (now: number): void => {
    const part = Math.max(Math.floor(now / partMs), newest);
    if (part - newest >= counts.length) {
      counts.fill(0);
      total = 0;
    } else {
      for (let gone = newest + 1; gone <= part; gone++) {
        total -= counts[slotOf(gone)] ?? 0;
        counts[slotOf(gone)] = 0;
      }
    }
    newest = part;
  };

  return {
    waitMs(now) {
      moveOn(now);
      if (total < calls) return 0;
      for (let oldest = newest - parts; oldest <= newest; oldest++) {
        if ((counts[slotOf(oldest)] ?? 0) > 0) return Math.max((oldest + counts.length) * partMs - now, 1);
      }
      return 1;
    },
    count(now) {
      moveOn(now);
      counts[slotOf(newest)] = (counts[slotOf(newest)] ?? 0) + 1;
      total += 1;
    },
    isEmpty(now) {
      moveOn(now);
      return total === 0;
    },
  };
}
