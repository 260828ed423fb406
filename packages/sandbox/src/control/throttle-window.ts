/** What the windows of a throttle met. */
export interface ThrottleCounts {
  /** How often a window was shut. */
  windows: number;
  /** Calls that were refused. */
  refused: number;
  /** Of these, calls that came although the refusal that told of the window had been answered. */
  inside: number;
}

/** A throttle that shuts a window after every so many calls. */
export interface ThrottleWindow {
  /** Counts a call. @returns for how many seconds the window is still shut; undefined for a call that passes */
  meet(): number | undefined;
  /** Says that a refusal was answered: from now on the client can know. */
  answered(): void;
  counts(): ThrottleCounts;
}

/** Creates a throttle whose window is open. */
export function createThrottleWindow(
  clock: { now(): number },
  { calls, seconds }: { calls: number; seconds: number },
): ThrottleWindow {
  const counts: ThrottleCounts = { windows: 0, refused: 0, inside: 0 };
  let passed = 0;
  let endsAt = Number.NEGATIVE_INFINITY;
  let isKnown = false;
  return {
    meet: () => {
      const now = clock.now();
      if (now < endsAt) {
        counts.refused += 1;
        if (isKnown) counts.inside += 1;
        return Math.ceil((endsAt - now) / 1000);
      }
      passed += 1;
      if (passed <= calls) return undefined;
      passed = 0;
      endsAt = now + seconds * 1000;
      isKnown = false;
      counts.windows += 1;
      counts.refused += 1;
      return seconds;
    },
    answered: () => {
      isKnown = true;
    },
    counts: () => ({ ...counts }),
  };
}
