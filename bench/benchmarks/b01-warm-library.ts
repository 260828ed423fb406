import type { AccessToken } from '@consentry/core';
import type { Benchmark } from '../benchmark.ts';
import { createFigure, type Figure, noMark, timesAtLeast } from '../figure.ts';
import { alternate, perCpuSecond } from '../rounds.ts';
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
      figures.push(...(await measure(targets, rounds, lookUps * scale)));
    }
    return figures;
  },
};

async function measure(targets: number, rounds: number, times: number): Promise<readonly Figure[]> {
  const grants = Math.ceil(targets / 10_000);
  const library = await createLibrary({ fetch: answerAtOnce(tokenBytes), targets, grants });
  await acquireAll(library);
  const { tokens, asked } = library;
  const grantIds = asked.map(({ grant }) => grant);
  const wanted = asked.map(({ target }) => target);
  const bare = new Map<string, AccessToken>();
  const keys: string[] = [];
  for (const { grant, target } of asked) {
    const key = `${grant} ${target.key}`;
    keys.push(key);
    bare.set(key, (await tokens.acquire(grant, target)).token);
  }
  const order = shuffle(targets);
  const passes = Math.ceil(times / targets);

  /** Every target in turn. */
  const visit = (lookUp: (index: number) => AccessToken): void => {
    for (let pass = 0; pass < passes; pass++) {
      for (const index of order) if (lookUp(index).expiresAt === 0) throw new TypeError('a token expires');
    }
  };
  /** Every target in turn, each waited for. */
  const visitWaiting = async <T>(lookUp: (index: number) => Promise<T>, read: (found: T) => AccessToken) => {
    for (let pass = 0; pass < passes; pass++) {
      for (const index of order) {
        if (read(await lookUp(index)).expiresAt === 0) throw new TypeError('a token expires');
      }
    }
  };
  const peer = (): Promise<number> =>
    perCpuSecond(passes * targets, () => visit((index) => held(bare.get(held(keys[index])))));
  const found = await alternate(rounds, {
    peer,
    ours: () =>
      perCpuSecond(passes * targets, () =>
        visit((index) => held(tokens.find(held(grantIds[index]), held(wanted[index])))),
      ),
  });
  const awaited = await alternate(rounds, {
    peer,
    ours: () =>
      perCpuSecond(passes * targets, () =>
        visitWaiting(
          (index) => tokens.acquire(held(grantIds[index]), held(wanted[index])),
          ({ token }) => token,
        ),
      ),
  });
  const limit = await alternate(rounds, {
    peer,
    ours: () =>
      perCpuSecond(passes * targets, () =>
        visitWaiting(
          (index) => Promise.resolve(held(bare.get(held(keys[index])))),
          (token) => token,
        ),
      ),
  });
  const what = `warm token of ${targets.toLocaleString('en')} targets`;
  return [
    createFigure('B1', `${what}, tokens.find; a bare Map`, '/s', found, timesAtLeast(0.5)),
    createFigure('B1', `${what}, await tokens.acquire; a bare Map`, '/s', awaited, timesAtLeast(0.5)),
    createFigure('B1', 'the same, the await alone; a bare Map', '/s', limit, noMark),
  ];
}

function held<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('everything is there');
  return value;
}
