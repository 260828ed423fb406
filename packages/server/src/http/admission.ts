import { ConsentryError } from '@consentry/core';
import type { Log } from '../log.ts';

/** How many requests are at hand. */
export interface Admission {
  /**
   * For a request that comes. False when there are as many as may be: then it is refused at the door, while it costs little, and
   * nothing was counted.
   */
  arrive(): boolean;
  /** Once for each that arrived. */
  depart(): void;
  /**
   * Takes a place, for a request that is here as a whole and whose sender is known. False when there is none; then nothing was
   * counted.
   * @param owner who asks. No owner has more than half of the places, whatever waits behind its requests.
   */
  enter(owner: string | undefined): boolean;
  /** Once for each that entered. */
  leave(owner: string | undefined): void;
}

/** Why a request was refused that might have been served at another time. */
export type ShedReason = 'places' | 'caller' | 'memory';

export interface AdmissionDeps {
  /** How many may be inside. */
  readonly limit: number;
  readonly isMemoryShort: () => boolean;
  readonly countShed: (reason: ShedReason) => void;
  readonly log: Pick<Log, 'warn' | 'info'>;
}

/** While memory is short. Enough for a broker to be of use, whose memory is always short. */
const presentWhileShort = 20;

/**
 * Lets so many requests in at once. What is beyond is refused, so that those inside are served in time. A row of refusals is
 * logged once, and once that it has ended. While memory is short there are few, and those whose body is still to come count.
 */
export function createAdmission({ limit, isMemoryShort, countShed, log }: AdmissionDeps): Admission {
  const ownersLimit = Math.ceil(limit / 2);
  const owners = new Map<string, number>();
  let present = 0;
  let inside = 0;
  let refused = 0;

  const refuse = (reason: Exclude<ShedReason, 'memory'>, owner?: string): false => {
    if (refused === 0)
      log.warn({ limit, owner }, 'there are more requests than can be served; the rest is refused');
    refused += 1;
    countShed(reason);
    return false;
  };

  return {
    arrive() {
      if (inside >= limit) return refuse('places');
      if (present >= presentWhileShort && isMemoryShort()) {
        countShed('memory');
        return false;
      }
      present += 1;
      return true;
    },
    depart() {
      present -= 1;
    },
    enter(owner) {
      if (inside >= limit) return refuse('places');
      if (owner !== undefined) {
        const own = owners.get(owner) ?? 0;
        if (own >= ownersLimit) return refuse('caller', owner);
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
