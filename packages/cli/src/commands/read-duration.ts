import { ConsentryError } from '@consentry/core';

const unitsMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a duration such as `30m`, `12h` or `7d`.
 * @returns milliseconds
 * @throws ConsentryError `usage`
 */
export function readDuration(text: string): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw new ConsentryError('usage', {
      message: `${text} is no duration.`,
      remedy: 'Write it as 30m, 12h or 7d.',
    });
  }
  return Number(count) * unitsMs[unit as keyof typeof unitsMs];
}
