import type { Clock, Timer } from '@consentry/core';
import type { Store } from '../stores/store.ts';
import { confirmedForMs } from './known-access.ts';

export interface InForceDeps {
  readonly store: Pick<Store, 'replicas'>;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** What was confirmed just before the change is relied upon for so long, and the last answer by it takes a moment. */
const waitMs = confirmedForMs + 500;

/**
 * Waits until a change is in force on every replica. One that asks whether anything changed hears of it within a second; one
 * that cannot ask hands out nothing once its last confirmation is too old. A process that has the store alone waits for nothing.
 *
 * @returns resolves with the instant from which it is in force; `madeAt` is when the change was made, epoch milliseconds
 */
export function createInForceEverywhere({
  store,
  clock,
  timer,
}: InForceDeps): (madeAt: number) => Promise<number> {
  return async (madeAt) => {
    const restMs = madeAt + waitMs - clock.now();
    if (store.replicas !== undefined && restMs > 0) await timer.wait(Math.min(restMs, waitMs));
    return clock.now();
  };
}
