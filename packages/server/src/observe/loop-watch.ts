import type { Timer } from '@consentry/core';

/** How late the process is: whatever it is busy with, nobody else is served meanwhile. */
export interface LoopWatch {
  /** To be called every {@link tickMs}, by a timer that is as late as everything else. */
  tick(): void;
  /** The worst of the last half minute, milliseconds; it counts a tick that is overdue now. */
  lateMs(): number;
}

export const tickMs = 500;
const rememberedMs = 30_000;
/** A timer of the system comes a little late at any time. */
const usualMs = 50;

export function createLoopWatch(timer: Timer): LoopWatch {
  let lastAt: number | undefined;
  let late: { readonly at: number; readonly ms: number }[] = [];
  const overdueMs = (now: number): number => (lastAt === undefined ? 0 : Math.max(0, now - lastAt - tickMs));
  return {
    tick() {
      const now = timer.elapsed();
      const ms = overdueMs(now);
      lastAt = now;
      late = late.filter(({ at }) => now - at < rememberedMs);
      if (ms > usualMs) late.push({ at: now, ms });
    },
    lateMs() {
      const now = timer.elapsed();
      const remembered = late.filter(({ at }) => now - at < rememberedMs).map(({ ms }) => ms);
      return Math.max(overdueMs(now), 0, ...remembered);
    },
  };
}
