import { randomBytes } from 'node:crypto';
import type { Clock, Random } from '../ports.ts';

/** The machine's time of day. */
export const systemClock: Clock = { now: () => Date.now() };

/** The operating system's cryptographic randomness. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
