/** A stream of numbers that a seed decides. It is for worlds, never for keys. */
export interface SeededRandom {
  /** A fraction from 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  guid(): string;
}

/**
 * Creates the stream of a seed and a place in the world, so that one customer is the same however many there are.
 *
 * @param seed any text
 * @param place which part of the world the numbers are for
 */
export function createSeededRandom(seed: string, place: string): SeededRandom {
  let state = hashText(`${seed}\n${place}`);
  function next(): number {
    // splitmix32
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  }
  const hex = (): string => next().toString(16).padStart(8, '0');
  return {
    fraction: () => next() / 2 ** 32,
    below: (limit) => Math.floor((next() / 2 ** 32) * limit),
    guid: () => {
      const digits = hex() + hex() + hex() + hex();
      return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(13, 16)}`,
        `8${digits.slice(17, 20)}`,
        digits.slice(20),
      ].join('-');
    },
  };
}

/** FNV-1a. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
