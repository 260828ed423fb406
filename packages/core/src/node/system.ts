import { randomBytes } from 'node:crypto';
import type { Clock, Random, Timer, Wait } from '../ports.ts';

/** The machine's time of day. */
export const systemClock: Clock = { now: () => Date.now() };

/** The operating system's cryptographic randomness. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };

/** The machine's timer. */
export const systemWait: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const systemTimer: Timer = { elapsed: () => performance.now(), wait: systemWait };
