import { createHash } from 'node:crypto';

/** Numbers that a seed decides. */
export interface Seeded {
  /** From 0, below `limit`. */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
}

/** The same words give the same numbers, whatever else was drawn. */
export function createSeeded(...words: readonly (string | number)[]): Seeded {
  let count = 0;
  const below = (limit: number): number => {
    count += 1;
    const bytes = createHash('sha256')
      .update([...words, count].join('\0'))
      .digest();
    return bytes.readUIntBE(0, 6) % limit;
  };
  return {
    below,
    pick<T>(from: readonly T[]): T {
      const found = from[below(from.length)];
      if (found === undefined) throw new TypeError('there is nothing to pick from');
      return found;
    },
  };
}
