/** One line of the results: the product and its peer, or a limit, in the same run. */
export interface Figure {
  /** `B1` to `B12`. */
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  /** Ours, as a multiple of the peer's. */
  readonly ratio: number;
  /** What is to be reached, in words. */
  readonly reach: string;
  readonly reached: boolean;
}

/** What is to be reached, and whether it is. */
export interface Reach {
  readonly words: string;
  isReached(ours: number, peer: number): boolean;
}

/** Ours is at least so many times the peer's. For what is better when there is more of it. */
export function timesAtLeast(times: number): Reach {
  return { words: `≥ ${times} of it`, isReached: (ours, peer) => ours >= peer * times };
}

/** Ours is at most so many times the peer's. For what is better when there is less of it. */
export function timesAtMost(times: number): Reach {
  return { words: `≤ ${times} times`, isReached: (ours, peer) => ours <= peer * times };
}

/** Ours is at most so much more than the peer's. */
export function moreAtMost(more: number): Reach {
  return { words: `≤ ${more} more`, isReached: (ours, peer) => ours - peer <= more };
}

/** Ours is at most this, whatever the peer has. */
export function atMost(limit: number): Reach {
  return { words: `≤ ${limit}`, isReached: (ours) => ours <= limit };
}

export function exactly(count: number): Reach {
  return { words: `exactly ${count}`, isReached: (ours) => ours === count };
}

/** For what stands beside a figure to explain it. */
export const noMark: Reach = { words: '', isReached: () => true };

export function createFigure(
  id: string,
  what: string,
  unit: string,
  { ours, peer }: { readonly ours: number; readonly peer: number },
  reach: Reach,
): Figure {
  return {
    id,
    what,
    unit,
    ours: round(ours),
    peer: round(peer),
    ratio: round(ours / peer),
    reach: reach.words,
    reached: reach.isReached(ours, peer),
  };
}

/** Three significant digits: a shared machine does not give more. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
