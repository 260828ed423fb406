import type { Random } from '../ports.ts';

const firstMs = 500;
const longestMs = 20_000;

/**
 * How long to wait before the next try: anything up to a bound that doubles, so that many who failed together do not come back
 * together.
 *
 * @param tries how many have failed
 * @returns milliseconds
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("full jitter")
 */
export function backOffMs(random: Random, tries: number): number {
  const bound = Math.min(firstMs * 2 ** (tries - 1), longestMs);
  const [high = 0, low = 0] = random.bytes(2);
  return Math.floor(((high * 256 + low) / 65_536) * bound);
}
