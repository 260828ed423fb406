/** How a clock goes, in words that go from one process to another. Instants are epoch milliseconds. */
export interface Pace {
  /** By the clock of this machine. */
  readonly since: number;
  /** What the clock showed then. */
  readonly showed: number;
  /** How many of its milliseconds pass in one. */
  readonly speed: number;
}

export interface MovingClock {
  now(): number;
  /** From now on it goes at this speed. @returns what another process needs to show the same */
  go(speed: number): Pace;
  move(ms: number): void;
}

/** A clock that may go faster than the machine's, so that tokens expire while somebody watches. */
export function createMovingClock(
  pace: Pace = { since: Date.now(), showed: Date.now(), speed: 1 },
): MovingClock {
  let current = pace;
  const now = (): number => Math.floor(current.showed + (Date.now() - current.since) * current.speed);
  const set = (showed: number, speed: number): Pace => {
    current = { since: Date.now(), showed, speed };
    return current;
  };
  return {
    now,
    go: (speed) => set(now(), speed),
    move(ms) {
      set(now() + ms, current.speed);
    },
  };
}
