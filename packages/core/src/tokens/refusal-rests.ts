import { toldAgain } from '../entra/resting.ts';
import { type ConsentryError, isConsentryError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Target } from './target.ts';

/**
 * What a target was refused for is told to the next who ask, instead of asking again for each of them. Whoever saw to it
 * need not wait long: the first time a minute, twice as long each time after, a quarter of an hour at most.
 */
export interface RefusalRests {
  /**
   * @param isForced passes by what a person may have seen to meanwhile; never by what Entra asks us to wait for
   * @returns the refusal, with the time that is left
   */
  find(owner: string, target: Target, isForced: boolean): ConsentryError | undefined;
  note(owner: string, target: Target, error: unknown): void;
  /** The target was served. */
  clear(owner: string, target: Target): void;
}

const firstMs = 60_000;
const longestMs = 15 * 60_000;
/** Beyond this many the oldest is forgotten: then it is asked for again. */
const limit = 10_000;

interface Rest {
  readonly error: ConsentryError;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly forMs: number;
  readonly yieldsToForce: boolean;
}

/** The owner of tokens: a grant as it was consented to, or the application. Only what Entra said in its own words rests. */
export function createRefusalRests(clock: Clock): RefusalRests {
  const rests = new Map<string, Rest>();

  const leftOf = ({ since, forMs }: Rest): number => {
    const now = clock.now();
    // A clock that was put back must not make it longer.
    return now < since ? 0 : since + forMs - now;
  };
  const keep = (key: string, rest: Rest): void => {
    rests.delete(key);
    rests.set(key, rest);
    const oldest = rests.keys().next();
    if (rests.size > limit && oldest.done !== true) rests.delete(oldest.value);
  };

  return {
    find(owner, target, isForced) {
      for (const key of [targetOf(owner, target), tenantOf(owner, target)]) {
        const rest = rests.get(key);
        if (rest === undefined || (isForced && rest.yieldsToForce)) continue;
        const leftMs = leftOf(rest);
        if (leftMs > 0) return toldAgain(rest.error, leftMs);
      }
      return undefined;
    },

    note(owner, target, error) {
      if (!isConsentryError(error) || error.facts['status'] === undefined) return;
      // What was only told again is resting already.
      if (error.facts['mayHaveArrived'] === false) return;
      const since = clock.now();
      const named = namedMs(error);
      if (named !== undefined) {
        // Entra counts equal requests of one account or application in a tenant.
        const key = error.code === 'idp_loop' ? tenantOf(owner, target) : targetOf(owner, target);
        keep(key, { error, since, forMs: named, yieldsToForce: false });
      } else if (needsSomebody(error)) {
        const key = targetOf(owner, target);
        const before = rests.get(key);
        const forMs = before === undefined ? firstMs : Math.min(before.forMs * 2, longestMs);
        keep(key, { error, since, forMs, yieldsToForce: true });
      }
    },

    clear(owner, target) {
      rests.delete(targetOf(owner, target));
      rests.delete(tenantOf(owner, target));
    },
  };
}

const targetOf = (owner: string, target: Target): string => `${owner} ${target.key}`;
const tenantOf = (owner: string, target: Target): string => `${owner} ${target.tenant}`;

/** A request loop, and what is not known: they are left alone for the time that the error names. */
function namedMs({ code, retryAfterMs }: ConsentryError): number | undefined {
  return code === 'idp_loop' || code === 'idp_unknown_error' ? retryAfterMs : undefined;
}

/** It stays so until a person has done something. */
function needsSomebody({ code, entry }: ConsentryError): boolean {
  return code === 'client_request' || ['tenant', 'admin', 'consent'].includes(entry.failureClass);
}
