import type { Benchmark } from '../benchmark.ts';
import { atMost, createFigure } from '../figure.ts';

const limitSeconds = 120;

/** What `npm test` took, when whoever ran it says so. */
export const tests: Benchmark = {
  async run({ testSeconds }) {
    if (testSeconds === undefined) return [];
    const measured = { ours: testSeconds, peer: limitSeconds };
    return [createFigure('B12', 'npm test; the limit', 's', measured, atMost(limitSeconds))];
  },
};
