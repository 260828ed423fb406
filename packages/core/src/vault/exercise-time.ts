import type { Random } from '../ports.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** So long after it was issued, Entra forgets a refresh token that nobody used. */
const forgottenAfterMs = 90 * dayMs;
/** This leaves 50 of them to find out why an exercise failed. */
const earliestMs = 20 * dayMs;
const latestMs = 40 * dayMs;

/**
 * When a refresh token that was stored at this instant is redeemed to keep it alive: a random point between 20
 * and 40 days, so that grants that came together are not renewed together. Epoch milliseconds.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-lifetime
 */
export function chooseExerciseAt(sealedAt: number, random: Random): number {
  const [high = 0, low = 0] = random.bytes(2);
  return sealedAt + earliestMs + Math.floor(((latestMs - earliestMs) * (high * 256 + low)) / 65_536);
}

/**
 * When Entra forgets the refresh token that was stored at this instant, at the earliest: each use gives a successor with a life
 * of its own, and that is stored within a day. Epoch milliseconds.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-lifetime (2026-11-20)
 */
export function forgottenAt(sealedAt: number): number {
  return sealedAt + forgottenAfterMs;
}
