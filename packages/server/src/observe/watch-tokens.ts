import type { Tokens } from '@consentry/core';
import type { Metrics } from './metrics.ts';

/** Counts the requests that waited for a redemption of another, and what keep-alive did. */
export function watchTokens(tokens: Tokens, metrics: Metrics): Tokens {
  /** How many wait for each grant and target. */
  const waiting = new Map<string, number>();
  return {
    ...tokens,
    async acquire(grant, target, options) {
      const key = `${grant} ${target.key}`;
      const before = waiting.get(key) ?? 0;
      waiting.set(key, before + 1);
      try {
        const acquired = await tokens.acquire(grant, target, options);
        if (before > 0 && !acquired.fromCache) metrics.count('consentry_redemptions_coalesced_total', {});
        return acquired;
      } finally {
        const now = (waiting.get(key) ?? 1) - 1;
        if (now === 0) waiting.delete(key);
        else waiting.set(key, now);
      }
    },
    async keepAlive(budget, isStopping) {
      const outcome = await tokens.keepAlive(budget, isStopping);
      metrics.count('consentry_keep_alive_exercises_total', { outcome: 'exercised' }, outcome.exercised);
      metrics.count('consentry_keep_alive_exercises_total', { outcome: 'failed' }, outcome.failed);
      return outcome;
    },
  };
}
