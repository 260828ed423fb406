import type { Clock } from '@consentry/core';

const everyMs = 1000;

/**
 * A probe that may be asked as often as anybody likes: it is made at most once a second, and all who ask in
 * between hear the same.
 *
 * @throws whatever `probe` throws
 */
export function createSteadyProbe<T>(probe: () => Promise<T>, clock: Clock): () => Promise<T> {
  let last: { readonly startedAt: number; readonly outcome: Promise<T> } | undefined;
  return () => {
    const now = clock.now();
    // A clock that was set back does not keep an old outcome alive.
    if (last === undefined || now < last.startedAt || now >= last.startedAt + everyMs) {
      last = { startedAt: now, outcome: probe() };
    }
    return last.outcome;
  };
}
