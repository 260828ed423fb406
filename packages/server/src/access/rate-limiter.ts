import type { CallerId, Timer } from '@consentry/core';

/** How often callers ask, counted by this process alone. */
export interface RateLimiter {
  /**
   * Counts one request.
   * @returns undefined when it may pass; otherwise how long to wait, and whether it is the first to be refused since
   *   one passed
   */
  take(
    caller: CallerId,
    perMinute: number,
  ): { readonly waitMs: number; readonly isFirst: boolean } | undefined;
}

interface Bucket {
  tokens: number;
  filledAt: number;
  isRefusing: boolean;
}

const minuteMs = 60_000;
const keptCallers = 10_000;

/** A bucket for each caller: a minute's worth at once, filled again as time passes. */
export function createRateLimiter(timer: Pick<Timer, 'elapsed'>): RateLimiter {
  const buckets = new Map<CallerId, Bucket>();

  const findBucket = (caller: CallerId, perMinute: number, now: number): Bucket => {
    const known = buckets.get(caller);
    if (known !== undefined) return known;
    // The oldest are full again long before so many others have come.
    if (buckets.size >= keptCallers) buckets.delete(buckets.keys().next().value as CallerId);
    const fresh = { tokens: perMinute, filledAt: now, isRefusing: false };
    buckets.set(caller, fresh);
    return fresh;
  };

  return {
    take(caller, perMinute) {
      const now = timer.elapsed();
      const bucket = findBucket(caller, perMinute, now);
      const gained = ((now - bucket.filledAt) * perMinute) / minuteMs;
      bucket.tokens = Math.min(perMinute, bucket.tokens + gained);
      bucket.filledAt = now;
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        bucket.isRefusing = false;
        return undefined;
      }
      const isFirst = !bucket.isRefusing;
      bucket.isRefusing = true;
      return { waitMs: Math.ceil(((1 - bucket.tokens) * minuteMs) / perMinute), isFirst };
    },
  };
}
