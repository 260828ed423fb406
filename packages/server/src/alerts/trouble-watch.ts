import type { Clock, Timer } from '@consentry/core';
import type { Trouble } from '../observe/find-trouble.ts';
import { nothingToDo } from './alert.ts';
import type { Tell } from './alerts.ts';

export interface TroubleWatchDeps {
  /** What is not well now. */
  readonly find: () => Promise<readonly Trouble[]>;
  readonly tell: Tell;
  readonly clock: Clock;
  readonly timer: Pick<Timer, 'elapsed'>;
}

/** Looks whether the broker can do its work, and tells once when that ends and once when it can again. */
export interface TroubleWatch {
  look(): Promise<void>;
}

/** So long it must be seen without a break: a database that is started anew wakes nobody. */
export const steadyMs = 30_000;

export function createTroubleWatch({ find, tell, clock, timer }: TroubleWatchDeps): TroubleWatch {
  let isTold = false;
  let otherwiseSince: number | undefined;

  const tellOf = (troubles: readonly Trouble[]): void => {
    const at = clock.now();
    const [first] = troubles;
    if (first === undefined) {
      const detail = 'What was reported before is over.';
      return tell({ type: 'broker.ready', at, about: [at], detail, remedy: nothingToDo });
    }
    const { code, message, remedy } = first.error;
    const parts = [...new Set(troubles.map(({ part }) => part))].join(', ');
    const detail = `Not well: ${parts}. ${message}`;
    tell({ type: 'broker.not_ready', at, about: [at, parts], code, detail, remedy });
  };

  return {
    async look() {
      const troubles = await find();
      const isTroubled = troubles.length > 0;
      if (isTroubled === isTold) {
        otherwiseSince = undefined;
        return;
      }
      const now = timer.elapsed();
      otherwiseSince ??= now;
      if (now - otherwiseSince < steadyMs) return;
      otherwiseSince = undefined;
      isTold = isTroubled;
      tellOf(troubles);
    },
  };
}
