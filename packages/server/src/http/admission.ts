import type { Log } from '../log.ts';

/** How many requests are at hand. */
export interface Admission {
  /** False when there are as many as may be; then nothing was counted. */
  enter(): boolean;
  /** Once for each that entered. */
  leave(): void;
}

/**
 * Lets so many requests in at once. What is beyond is refused at the door, while it costs little, so that those inside
 * are served in time. A row of refusals is logged once, and once that it has ended.
 */
export function createAdmission(limit: number, log: Pick<Log, 'warn' | 'info'>): Admission {
  let inside = 0;
  let refused = 0;
  return {
    enter() {
      if (inside < limit) {
        inside += 1;
        return true;
      }
      if (refused === 0)
        log.warn({ limit }, 'there are more requests than can be served; the rest is refused');
      refused += 1;
      return false;
    },
    leave() {
      inside -= 1;
      if (refused === 0 || inside > limit / 2) return;
      log.info({ refused }, 'requests can be served again');
      refused = 0;
    },
  };
}
