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

/** Looks whether the broker can do its work, and tells once when that ends, once of each part that joins or follows, and once when it can again. */
export interface TroubleWatch {
  look(): Promise<void>;
}

/** So long it must be seen without a break: a database that is started anew wakes nobody. */
export const steadyMs = 30_000;

export function createTroubleWatch({ find, tell, clock, timer }: TroubleWatchDeps): TroubleWatch {
  let isTold = false;
  /** The parts that were told and are not well since. */
  let told: ReadonlySet<string> = new Set();
  /** Since when all is well after trouble, or not well without it being told. */
  let otherwiseSince: number | undefined;
  /** Since when these parts are not well, beside those that were told. */
  let newSince: ReadonlyMap<string, number> = new Map();

  const tellReady = (): void => {
    const at = clock.now();
    const detail = 'What was reported before is over.';
    tell({ type: 'broker.ready', at, about: [at], detail, remedy: nothingToDo });
  };
  const tellNotReady = (troubles: readonly Trouble[], [first]: readonly Trouble[]): void => {
    if (first === undefined) return;
    const at = clock.now();
    const { code, message, remedy } = first.error;
    const parts = [...partsOf(troubles)].join(', ');
    const detail = `Not well: ${parts}. ${message}`;
    tell({ type: 'broker.not_ready', at, about: [at, parts], code, detail, remedy });
  };

  return {
    async look() {
      const troubles = await find();
      const now = timer.elapsed();
      const isSteady = (since: number): boolean => now - since >= steadyMs;
      if (troubles.length > 0 !== isTold) {
        otherwiseSince ??= now;
        if (!isSteady(otherwiseSince)) return;
        otherwiseSince = undefined;
        newSince = new Map();
        isTold = troubles.length > 0;
        told = partsOf(troubles);
        if (isTold) tellNotReady(troubles, troubles);
        else tellReady();
        return;
      }
      otherwiseSince = undefined;
      const others = troubles.filter(({ part }) => !told.has(part));
      newSince = new Map(others.map(({ part }) => [part, newSince.get(part) ?? now]));
      const steady = others.filter(({ part }) => isSteady(newSince.get(part) ?? now));
      tellNotReady(troubles, steady);
      told = partsOf(troubles.filter((one) => !others.includes(one) || steady.includes(one)));
    },
  };
}

function partsOf(troubles: readonly Trouble[]): ReadonlySet<string> {
  return new Set(troubles.map(({ part }) => part));
}
