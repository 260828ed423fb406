import { type ConsentryError, isConsentryError } from '../errors.ts';
import type { Timer } from '../ports.ts';

/** How long what was made is waited for: it shows after seconds, and sometimes after minutes (2026-11). */
const propagationMs = 180_000;
const firstPauseMs = 1000;
const longestPauseMs = 15_000;

/** Waits for what was made and is not seen everywhere yet, and for an API that asks for rest; over all steps of a run. */
export interface Patience {
  /** Tries until it succeeds, or fails of something that `passes` does not know. @throws what `act` throws at last */
  try<T>(act: () => Promise<T>, passes: (error: ConsentryError) => boolean): Promise<T>;
  /** Reads until `isThere`. @returns what was read at last */
  until<T>(read: () => Promise<T>, isThere: (value: T) => boolean): Promise<T>;
}

/** @param onWait told before each wait, with its length in milliseconds */
export function createPatience(timer: Timer, onWait: (ms: number) => void = () => undefined): Patience {
  const pause = async (pauseMs: number, until: number): Promise<boolean> => {
    if (timer.elapsed() + pauseMs > until) return false;
    onWait(pauseMs);
    await timer.wait(pauseMs);
    return true;
  };
  return {
    async try(act, passes) {
      const until = timer.elapsed() + propagationMs;
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
        try {
          return await act();
        } catch (error) {
          if (!isConsentryError(error) || !passes(error)) throw error;
          if (!(await pause(Math.max(pauseMs, error.retryAfterMs ?? 0), until))) throw error;
        }
      }
    },
    async until(read, isThere) {
      const until = timer.elapsed() + propagationMs;
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
        const value = await read();
        if (isThere(value) || !(await pause(pauseMs, until))) return value;
      }
    },
  };
}
