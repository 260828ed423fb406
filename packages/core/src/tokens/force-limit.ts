import { ConsentryError } from '../errors.ts';
import type { Clock } from '../ports.ts';

/** How often a new token may be forced for one target. */
export const forceEveryMs = 60_000;
/** Beyond this many the oldest is forgotten. */
const limit = 10_000;

/** Holds those back who force a new token again and again. */
export interface ForceLimit {
  /** @throws ConsentryError `force_limited` */
  enter(key: string): void;
}

export function createForceLimit(clock: Clock): ForceLimit {
  const forcedAt = new Map<string, number>();
  return {
    enter(key) {
      const now = clock.now();
      const last = forcedAt.get(key);
      // A clock that was put back must not make it longer.
      const leftMs = last === undefined || now < last ? 0 : last + forceEveryMs - now;
      if (leftMs > 0) throw new ConsentryError('force_limited', { retryAfterMs: leftMs });
      forcedAt.delete(key);
      forcedAt.set(key, now);
      const oldest = forcedAt.keys().next();
      if (forcedAt.size > limit && oldest.done !== true) forcedAt.delete(oldest.value);
    },
  };
}
