import { mostExamples } from '../sources/sources.ts';
import type { Evidence } from './finding.ts';

/** Counts what belongs to one finding, and keeps a few names. */
export interface Tally {
  add(name: string, at?: number): void;
  readonly count: number;
  evidence(facts?: Evidence['facts']): Evidence;
}

export function createTally(): Tally {
  const examples: string[] = [];
  let count = 0;
  let lastAt: number | undefined;
  return {
    add(name, at) {
      count += 1;
      if (examples.length < mostExamples) examples.push(name);
      if (at !== undefined) lastAt = Math.max(lastAt ?? at, at);
    },
    get count() {
      return count;
    },
    evidence: (facts = {}) => ({
      count,
      examples,
      facts: { ...facts, ...(lastAt !== undefined && { lastAt }) },
    }),
  };
}

/** Tallies by a key, made when first asked for. */
export function createTallies<Key>(): { of(key: Key): Tally; readonly all: ReadonlyMap<Key, Tally> } {
  const all = new Map<Key, Tally>();
  return {
    all,
    of(key) {
      const known = all.get(key) ?? createTally();
      all.set(key, known);
      return known;
    },
  };
}
