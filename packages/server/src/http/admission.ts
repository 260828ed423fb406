import { ConsentryError } from '@consentry/core';
import type { Log } from '../log.ts';

/** How many requests are at hand. */
export interface Admission {
  /** False when there are as many as may be: then a request is refused at the door, while it costs little. */
  isOpen(): boolean;
  /**
   * Takes a place, for a request that is here as a whole and whose sender is known. False when there is none; then nothing was
   * counted.
   * @param owner who asks. No owner has more than half of the places, whatever waits behind its requests.
   */
  enter(owner: string | undefined): boolean;
  /** Once for each that entered. */
  leave(owner: string | undefined): void;
}

/**
 * Lets so many requests in at once. What is beyond is refused, so that those inside are served in time. A row of refusals is
 * logged once, and once that it has ended.
 */
export function createAdmission(limit: number, log: Pick<Log, 'warn' | 'info'>): Admission {
  const ownersLimit = Math.ceil(limit / 2);
  const owners = new Map<string, number>();
  let inside = 0;
  let refused = 0;

  const refuse = (owner: string | undefined): false => {
    if (refused === 0)
      log.warn({ limit, owner }, 'there are more requests than can be served; the rest is refused');
    refused += 1;
    return false;
  };

  return {
    isOpen: () => inside < limit || refuse(undefined),
    enter(owner) {
      if (inside >= limit) return refuse(undefined);
      if (owner !== undefined) {
        const own = owners.get(owner) ?? 0;
        if (own >= ownersLimit) return refuse(owner);
        owners.set(owner, own + 1);
      }
      inside += 1;
      return true;
    },
    leave(owner) {
      inside -= 1;
      if (owner !== undefined) {
        const own = owners.get(owner) ?? 0;
        if (own > 1) owners.set(owner, own - 1);
        else owners.delete(owner);
      }
      // Well below what one owner may have: who keeps that full would end the row with each request.
      if (refused === 0 || inside > ownersLimit / 2) return;
      log.info({ refused }, 'requests can be served again');
      refused = 0;
    },
  };
}

/** For what is answered however much there is to do. */
export const uncounted: Pick<Admission, 'enter' | 'leave'> = {
  enter: () => true,
  leave: () => undefined,
};

const comeBackMs = 1000;

export function overloaded(): ConsentryError {
  return new ConsentryError('overloaded', { retryAfterMs: comeBackMs });
}
