import type { Timer } from '../ports.ts';

/** Lets redemptions of tokens begin one after the other, so that a sweep does not fall upon the identity provider. */
export interface RedemptionBudget {
  /** Resolves when the next one may begin. */
  enter(): Promise<void>;
}

/** At the beginning, and after a pause of as long, a tenth of the rate is allowed; it grows evenly to the whole. */
const rampMs = 30_000;
const firstShare = 0.1;

/** @param perSecond how many redemptions may begin in a second once the ramp is over */
export function createRedemptionBudget(timer: Timer, perSecond: number): RedemptionBudget {
  let opensAt = Number.NEGATIVE_INFINITY;
  let rampBeganAt = Number.NEGATIVE_INFINITY;
  return {
    async enter() {
      const now = timer.elapsed();
      if (now - opensAt >= rampMs) rampBeganAt = now;
      const goesAt = Math.max(now, opensAt);
      const share = Math.min(1, firstShare + ((1 - firstShare) * (goesAt - rampBeganAt)) / rampMs);
      opensAt = goesAt + 1000 / (perSecond * share);
      if (goesAt > now) await timer.wait(Math.ceil(goesAt - now));
    },
  };
}
