import { isConsentryError } from '../errors.ts';
import type { SweepId } from '../ids.ts';
import type { Timer } from '../ports.ts';
import type { Settlement, SweepStore } from './sweep-store.ts';

/** Writes what became of customers: all that came while the last write was under way go with the next. */
export interface Settling {
  /**
   * Resolves when it is durable.
   * @returns false when the claim was overtaken, and nothing was written
   * @throws ConsentryError `store_unavailable`, after it was tried for a while
   */
  settle(settlement: Settlement): Promise<boolean>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

interface Waiting {
  readonly settlement: Settlement;
  resolve(isWritten: boolean): void;
  reject(reason: unknown): void;
}

const tryAgainMs = 1_000;
/** Shorter than a lease: after it somebody else may do the customers again. */
const patienceMs = 20_000;

export function createSettling(store: Pick<SweepStore, 'settle'>, sweep: SweepId, timer: Timer): Settling {
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  const write = async (settlements: readonly Settlement[]): Promise<ReadonlySet<Settlement>> => {
    for (const giveUpAt = timer.elapsed() + patienceMs; ; await timer.wait(tryAgainMs)) {
      try {
        return new Set(await store.settle(sweep, settlements));
      } catch (error) {
        if (!isConsentryError(error, 'store_unavailable') || timer.elapsed() >= giveUpAt) throw error;
      }
    }
  };

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const written = await write(batch.map(({ settlement }) => settlement));
        for (const one of batch) one.resolve(written.has(one.settlement));
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    writing = undefined;
  };

  return {
    settle(settlement) {
      const { promise, resolve, reject } = Promise.withResolvers<boolean>();
      waiting.push({ settlement, resolve, reject });
      writing ??= writeAll();
      return promise;
    },
    async settled() {
      await writing;
    },
  };
}
