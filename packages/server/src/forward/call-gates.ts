import { type Clock, ConsentryError } from '@consentry/core';

/** Holds calls back where an API asked for it, or where too many are under way already. One gate for each key. */
export interface CallGates {
  /**
   * @param key partner, customer and API
   * @returns what is to be called once when the call is over
   * @throws ConsentryError `api_throttled`
   */
  enter(key: string): () => void;
  /** From now on nobody enters for so long. */
  rest(key: string, ms: number): void;
}

/** How many calls to one API may be under way for one customer, so that a slow one does not stall the others. */
const atOnce = 32;
const longestMemory = 10_000;

/** Memory of this process. A replica learns of a throttled API by its own first call. */
export function createCallGates(clock: Clock): CallGates {
  const restingUntil = new Map<string, number>();
  const underWay = new Map<string, number>();

  const forgetPast = (now: number): void => {
    for (const [key, until] of restingUntil) if (until <= now) restingUntil.delete(key);
    // Beyond any real number of customers that throttle at once, the oldest goes.
    const [oldest] = restingUntil.keys();
    if (restingUntil.size >= longestMemory && oldest !== undefined) restingUntil.delete(oldest);
  };

  return {
    enter(key) {
      const restMs = (restingUntil.get(key) ?? 0) - clock.now();
      if (restMs > 0) throw new ConsentryError('api_throttled', { retryAfterMs: restMs });
      const others = underWay.get(key) ?? 0;
      if (others >= atOnce) {
        throw new ConsentryError('api_throttled', {
          message: `${atOnce} calls to this customer are under way already.`,
          retryAfterMs: 1000,
        });
      }
      underWay.set(key, others + 1);
      let hasLeft = false;
      return () => {
        if (hasLeft) return;
        hasLeft = true;
        const left = (underWay.get(key) ?? 1) - 1;
        if (left === 0) underWay.delete(key);
        else underWay.set(key, left);
      };
    },
    rest(key, ms) {
      const now = clock.now();
      if (restingUntil.size >= longestMemory) forgetPast(now);
      restingUntil.delete(key);
      restingUntil.set(key, now + ms);
    },
  };
}
