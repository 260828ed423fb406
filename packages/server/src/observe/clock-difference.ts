import type { Clock, Fetch } from '@consentry/core';

/** How far another clock is from ours. */
export interface ClockDifference {
  /** Milliseconds, + when the other clock is before ours. Undefined until it was measured. */
  find(): number | undefined;
  /** Measures by what comes back from one origin. */
  measuring(fetch: Fetch, origin: string): Fetch;
}

/** An answer that took longer says too little of when it was written. */
const longestMs = 5_000;
/** `Date` counts whole seconds: on average it is half a second behind. */
const halfSecondMs = 500;

/**
 * Measures by the `Date` header of answers (RFC 9110 §6.6.1), which came over TLS from a host that the configuration names.
 * The newest answer counts: a clock that was set right is right at once.
 */
export function createClockDifference(clock: Clock): ClockDifference {
  let differenceMs: number | undefined;
  return {
    find: () => differenceMs,
    measuring: (fetch, origin) => async (request) => {
      const sentAt = clock.now();
      const answer = await fetch(request);
      const receivedAt = clock.now();
      const saidAt = readDate(answer.headers['date']);
      const isTelling = saidAt !== undefined && Math.abs(receivedAt - sentAt) <= longestMs;
      if (isTelling && new URL(request.url).origin === origin) {
        differenceMs = saidAt + halfSecondMs - (sentAt + receivedAt) / 2;
      }
      return answer;
    },
  };
}

function readDate(header: string | undefined): number | undefined {
  const instant = Date.parse(header ?? '');
  return Number.isNaN(instant) ? undefined : instant;
}
