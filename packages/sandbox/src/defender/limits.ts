import { DefenderError } from './defender-error.ts';

/** Counts the calls of tenants. */
export interface Limits {
  /**
   * Counts a call about incidents: 50 a minute and 1,500 an hour.
   *
   * @throws DefenderError `TooManyRequests`; a call that is refused does not count
   */
  countCall(tenantId: string): void;
  /**
   * Counts a query: 45 a minute.
   *
   * @throws DefenderError `TooManyRequests`
   */
  countQuery(tenantId: string): void;
}

interface Limit {
  most: number;
  windowMs: number;
}

const CALLS: readonly Limit[] = [
  { most: 50, windowMs: 60_000 },
  { most: 1500, windowMs: 3_600_000 },
];
const QUERIES: readonly Limit[] = [{ most: 45, windowMs: 60_000 }];

/**
 * Creates the limits of Defender. Windows begin at whole minutes and hours of the sandbox's clock; that they belong to the tenant
 * of the token, whichever application calls, is a guess for all but the queries (2026-11).
 */
export function createLimits(now: () => number): Limits {
  const calls = createCounters(now, CALLS);
  const queries = createCounters(now, QUERIES);
  return { countCall: calls, countQuery: queries };
}

function createCounters(now: () => number, limits: readonly Limit[]): (tenantId: string) => void {
  const windows = limits.map((limit) => ({
    ...limit,
    number: Number.NaN,
    counts: new Map<string, number>(),
  }));
  return (tenantId) => {
    const at = now();
    for (const window of windows) {
      const number = Math.floor(at / window.windowMs);
      // Only the present window is kept.
      if (number !== window.number) Object.assign(window, { number, counts: new Map() });
      if ((window.counts.get(tenantId) ?? 0) < window.most) continue;
      const seconds = Math.ceil(((number + 1) * window.windowMs - at) / 1000);
      const message = `The limit of ${window.most} calls in ${window.windowMs / 60_000} minutes is reached. Try again in ${seconds} seconds.`;
      throw new DefenderError('TooManyRequests', message, { retryAfterSeconds: seconds });
    }
    for (const { counts } of windows) counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
  };
}
