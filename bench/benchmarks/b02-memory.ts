import type { Benchmark } from '../benchmark.ts';
import { createFigure, moreAtMost } from '../figure.ts';
import { acquireAll, createLibrary } from '../support/library.ts';
import { answerAtOnce } from '../support/token-answer.ts';

const tokenBytes = 1500;

/** What a cached token costs, beside the bytes of the token. The targets are there before and after. */
export const memory: Benchmark = {
  nodeArgs: ['--expose-gc'],
  async run({ scale }) {
    const targets = 100_000 * scale;
    const library = await createLibrary({ fetch: answerAtOnce(tokenBytes), targets, grants: 10 });
    const before = heldBytes();
    await acquireAll(library);
    const held = (heldBytes() - before) / targets;
    const what = `memory of a cached token of 1.5 KB, ${targets.toLocaleString('en')} targets; the bytes of the token`;
    return [createFigure('B2', what, 'B', { ours: held, peer: tokenBytes }, moreAtMost(600))];
  },
};

function heldBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
