import { type ConsentryError, isConsentryError } from '../errors.ts';
import type { Random } from '../ports.ts';

/**
 * Nobody was asked: a limit is reached, or the API rests because of another call. It is no attempt of the customer, or those who wait
 * would use theirs up. It ends: a limit lets some through each time, and whoever made the API rest has one attempt less.
 */
export function wasHeldBack(error: ConsentryError): boolean {
  return isConsentryError(error, 'api_throttled') && error.facts['heldBack'] === true;
}

/** How often a customer is tried in all. */
export const mostAttempts = 5;
const firstMs = 2_000;
const longestMs = 5 * 60_000;

/**
 * When a customer that met passing trouble is tried again: as late as the API asked for, and otherwise by a bound that grows four
 * times with each attempt, at least half of it. Its place is free meanwhile.
 *
 * @param attempts how often it was tried, this time included
 * @returns milliseconds from now; undefined when it was tried often enough
 */
export function chooseDeferralMs(
  { retryAfterMs = 0 }: Pick<ConsentryError, 'retryAfterMs'>,
  attempts: number,
  random: Random,
): number | undefined {
  if (attempts >= mostAttempts) return undefined;
  const bound = Math.min(firstMs * 4 ** (attempts - 1), longestMs);
  const [high = 0, low = 0] = random.bytes(2);
  const jittered = bound * (0.5 + (high * 256 + low) / 131_072);
  return Math.ceil(Math.max(retryAfterMs, jittered));
}
