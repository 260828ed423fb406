/** A clock that tests move. Instants are epoch milliseconds. */
export interface SandboxClock {
  /** The sandbox's present instant. */
  now(): number;
  /** Moves the present by `ms`, forward or (negative) back. */
  move(ms: number): void;
}

/**
 * Creates the sandbox's clock: an offset on top of a base clock.
 *
 * @param base where time comes from; the machine's clock unless told otherwise
 */
export function createClock(base: { now(): number } = Date): SandboxClock {
  let offsetMs = 0;
  return {
    now: () => base.now() + offsetMs,
    move: (ms) => {
      offsetMs += ms;
    },
  };
}
