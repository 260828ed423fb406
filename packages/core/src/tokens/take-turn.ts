import { ConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import type { RefreshTokenUse } from './keep-successor.ts';
import { type Lease, type Replicas, unsharedLease } from './lease.ts';

/** How long somebody waits for another replica before the caller is told to come back. */
const waitMs = 20_000;
const shortestPauseMs = 20;
const longestPauseMs = 250;

/** What a turn is for: one grant and target; or a whole grant, where a refresh token works once. */
export function turnOf(refreshTokens: RefreshTokenUse, grant: GrantId, target: string): string {
  return refreshTokens === 'single-use' ? grant : `${grant} ${target}`;
}

export interface Turns {
  /**
   * Does something that must not be done twice at once: waits for its turn in this process, then for the lease.
   *
   * @param lookAround asked before each try for the lease, and once more with it: another replica may have done it
   *   meanwhile. What it finds is the outcome.
   * @throws ConsentryError `store_unavailable` when the lease cannot be had in time, and whatever `work` throws
   */
  take<T>(
    key: string,
    lookAround: () => Promise<T | undefined>,
    work: (lease: Lease) => Promise<T>,
  ): Promise<T>;
  /**
   * Gives back the leases that were kept for what is finished now, and extends the others. Call it more often than a lease
   * lasts, whatever else is under way.
   */
  tendKept(): Promise<void>;
}

/**
 * @param replicas absent where one process alone has the store: then its own queue is enough
 * @param isUnfinished asked at the end of a turn: true when what was done is not stored yet, and another replica must not
 *   go on from what is. The lease is then kept for the next turn of this process, and extended by `tendKept`.
 */
export function createTurns(
  replicas: Pick<Replicas, 'leases' | 'timer'> | undefined,
  isUnfinished: (key: string) => boolean = () => false,
): Turns {
  /** The last one in the queue of each key. */
  const queues = new Map<string, Promise<unknown>>();
  const kept = new Map<string, Lease>();

  const withLease = async <T>(
    key: string,
    lookAround: () => Promise<T | undefined>,
    work: (lease: Lease) => Promise<T>,
  ): Promise<T> => {
    if (replicas === undefined) return (await lookAround()) ?? work(unsharedLease);
    const own = kept.get(key);
    kept.delete(key);
    if (own?.isLive() === true) return useLease(key, own, lookAround, work);
    const { leases, timer } = replicas;
    const lastTry = timer.elapsed() + waitMs;
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      const found = await lookAround();
      if (found !== undefined) return found;
      const lease = await leases.take(key);
      if (lease !== undefined) return useLease(key, lease, lookAround, work);
      if (timer.elapsed() > lastTry) {
        throw new ConsentryError('store_unavailable', {
          message: 'Another replica has been redeeming this for too long.',
          retryAfterMs: 1000,
        });
      }
      await timer.wait(pauseMs);
    }
  };

  const useLease = async <T>(
    key: string,
    lease: Lease,
    lookAround: () => Promise<T | undefined>,
    work: (lease: Lease) => Promise<T>,
  ): Promise<T> => {
    try {
      return (await lookAround()) ?? (await work(lease));
    } finally {
      if (isUnfinished(key)) kept.set(key, lease);
      else await lease.release();
    }
  };

  return {
    async tendKept() {
      await Promise.all(
        [...kept].map(async ([key, lease]) => {
          // One that could not be extended now may still be ours, and is tried again: who gave it away could not take it back.
          if (isUnfinished(key)) return void (await lease.extend());
          kept.delete(key);
          await lease.release();
        }),
      );
    },
    take(key, lookAround, work) {
      const turn = Promise.resolve(queues.get(key)).then(() => withLease(key, lookAround, work));
      const settled: Promise<void> = turn.then(ignore, ignore).finally(() => {
        if (queues.get(key) === settled) queues.delete(key);
      });
      queues.set(key, settled);
      return turn;
    },
  };
}

function ignore(): void {
  // The one before tells its own callers how it went.
}
