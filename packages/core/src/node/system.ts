import { randomFillSync } from 'node:crypto';
import type { Clock, Random, Timer, Wait } from '../ports.ts';

/** The machine's time of day. */
export const systemClock: Clock = { now: () => Date.now() };

const poolBytes = 4096;
/** More at once is asked for by itself: the pool serves ids and nonces. */
const pooledBytes = 64;
let pool: Uint8Array = new Uint8Array();
let taken = 0;

/**
 * The operating system's cryptographic randomness. It is fetched a page at a time, for each fetch costs more than a request has
 * to spare; each byte is given once, and wiped where it was kept.
 */
export const systemRandom: Random = {
  bytes(length) {
    if (length > pooledBytes) return randomFillSync(new Uint8Array(length));
    if (taken + length > pool.length) {
      pool = randomFillSync(new Uint8Array(poolBytes));
      taken = 0;
    }
    const bytes = pool.slice(taken, taken + length);
    pool.fill(0, taken, taken + length);
    taken += length;
    return bytes;
  },
};

/** The machine's timer. */
export const systemWait: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The timers of this machine. */
export const systemTimer: Timer = { elapsed: () => performance.now(), wait: systemWait };
