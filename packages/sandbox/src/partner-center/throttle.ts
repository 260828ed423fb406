/** Too many requests. The gateway before Partner Center says so, in a shape of its own. */
export class ThrottledFault extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Rate limit is exceeded. Try again in ${retryAfterSeconds} seconds.`);
    this.name = 'ThrottledFault';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function answerThrottled(fault: ThrottledFault): Response {
  const headers = { 'retry-after': String(fault.retryAfterSeconds) };
  return Response.json({ statusCode: 429, message: fault.message }, { status: 429, headers });
}

/** Counts requests in windows of one length. */
export interface Throttle {
  /**
   * Counts a request; a refused one counts as well.
   *
   * @param key what the limit is for
   * @throws ThrottledFault when the window has had more than `limit` requests
   */
  count(key: string, limit: number): void;
}

/** Creates a throttle. All windows begin at the same instants, so that only those of the present one are kept. */
export function createThrottle(now: () => number, windowMs: number): Throttle {
  const counts = new Map<string, number>();
  let window = Number.NaN;
  return {
    count: (key, limit) => {
      const present = Math.floor(now() / windowMs);
      if (present !== window) counts.clear();
      window = present;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count <= limit) return;
      throw new ThrottledFault(Math.ceil(((present + 1) * windowMs - now()) / 1000));
    },
  };
}
