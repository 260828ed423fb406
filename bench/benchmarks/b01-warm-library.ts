import type { AccessToken } from '@consentry/core';
import type { Benchmark } from '../benchmark.ts';
import { createFigure, type Figure, timesAtLeast } from '../figure.ts';
import { alternate, perSecond } from '../rounds.ts';
import { acquireAll, createLibrary } from '../support/library.ts';
import { shuffle } from '../support/shuffle.ts';
import { answerAtOnce } from '../support/token-answer.ts';

/** The tokens of a million targets shall fit into memory: what is measured is the way to them. */
const tokenBytes = 100;
const lookUps = 2_000_000;

/** A token that is there already, from the library, and from a `Map` that has the same keys in the same order. */
export const warmLibrary: Benchmark = {
  async run({ rounds, scale }) {
    const figures: Figure[] = [];
    for (const targets of [1_000, 10_000, 1_000_000 * scale]) {
      figures.push(await measure(targets, Math.ceil(rounds), lookUps * scale));
    }
    return figures;
  },
};

async function measure(targets: number, rounds: number, times: number): Promise<Figure> {
  const grants = Math.ceil(targets / 10_000);
  const library = await createLibrary({ fetch: answerAtOnce(tokenBytes), targets, grants });
  await acquireAll(library);
  const { tokens, asked } = library;
  const bare = new Map<string, AccessToken>();
  const keys: string[] = [];
  for (const { grant, target } of asked) {
    const key = `${grant} ${target.key}`;
    keys.push(key);
    bare.set(key, (await tokens.acquire(grant, target)).token);
  }
  const order = shuffle(targets);
  const passes = Math.ceil(times / targets);

  const measured = await alternate(rounds, {
    ours: () =>
      perSecond(passes * targets, async () => {
        for (let pass = 0; pass < passes; pass++) {
          for (const index of order) {
            const one = asked[index];
            if (one === undefined) throw new TypeError('an index is one of a target');
            const { token } = await tokens.acquire(one.grant, one.target);
            if (token.expiresAt === 0) throw new TypeError('a token expires');
          }
        }
      }),
    peer: () =>
      perSecond(passes * targets, () => {
        for (let pass = 0; pass < passes; pass++) {
          for (const index of order) {
            const key = keys[index];
            if (key === undefined) throw new TypeError('an index is one of a key');
            const token = bare.get(key);
            if (token === undefined || token.expiresAt === 0) throw new TypeError('a token expires');
          }
        }
      }),
  });
  const what = `warm token of ${targets.toLocaleString('en')} targets, library; a bare Map`;
  return createFigure('B1', what, '/s', measured, timesAtLeast(0.5));
}
