import type { Random } from '../ports.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** So long after it was issued, Entra forgets a refresh token that nobody used. */
const forgottenAfterMs = 90 * dayMs;
/**
 * Each grant is redeemed at the partner’s own tenant at least this often. It keeps refresh tokens alive, and it is how long an event
 * that nobody could foresee stays unnoticed at most: consent that was withdrawn, an account that was disabled.
 */
export const checkedEveryMs = dayMs;
const earliestMs = checkedEveryMs / 2;

/**
 * When a refresh token that was stored at this instant is redeemed to see that it works, and to keep it alive: a random point in the
 * second half of {@link checkedEveryMs}, so that grants that came together are not renewed together. Epoch milliseconds.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-lifetime
 */
export function chooseExerciseAt(sealedAt: number, random: Random): number {
  const [high = 0, low = 0] = random.bytes(2);
  return sealedAt + earliestMs + Math.floor((earliestMs * (high * 256 + low)) / 65_536);
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
