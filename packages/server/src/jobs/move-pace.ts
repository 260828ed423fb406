import type { Timer } from '@consentry/core';

/** Lets the grants of a move begin one after the other. */
export interface MovePace {
  /** Resolves when the next one may begin. */
  next(): Promise<void>;
}

/**
 * One write of a secret for each grant: 200 in ten seconds, of the 300 that Key Vault takes and the 250 that a broker makes.
 * What is left is for the successors of redemptions, which must not wait behind a move.
 * @see https://learn.microsoft.com/azure/key-vault/general/service-limits 2026-11-20
 */
const everyMs = 50;

export function createMovePace(timer: Timer): MovePace {
  let opensAt = Number.NEGATIVE_INFINITY;
  return {
    async next() {
      const now = timer.elapsed();
      const goesAt = Math.max(now, opensAt);
      opensAt = goesAt + everyMs;
      if (goesAt > now) await timer.wait(goesAt - now);
    },
  };
}
