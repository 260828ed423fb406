import { readSource, type Source } from '../posture/sources/source.ts';
import type { Clock, Timer } from '../ports.ts';

/** Reads sources, of which each has the same last instant. */
export interface ReadingTime {
  /** As `readSource`; what does not answer in time was not read. It goes on by itself, and nobody hears of it. */
  read<Value>(
    reader: () => Promise<Value>,
    remedyOf?: (code: string) => string | undefined,
  ): Promise<Source<Value>>;
  /** No more is read. */
  end(): void;
}

/** How long somebody waits for nothing at most, once all is read. */
const stepMs = 250;

/** @param forMs from now on */
export function startReading(
  { clock, timer }: { readonly clock: Clock; readonly timer: Timer },
  forMs: number,
): ReadingTime {
  const begunAt = timer.elapsed();
  const state = { isOver: false };
  const pass = async (): Promise<void> => {
    while (!state.isOver && timer.elapsed() - begunAt < forMs) await timer.wait(stepMs);
  };
  const passed = pass();
  const remedy = `There was no answer within ${forMs / 1000} s. Try again; the checks of the network say whether the host is reached.`;
  return {
    read: (reader, remedyOf) =>
      Promise.race([
        readSource(clock, reader, remedyOf),
        passed.then(() => ({ outcome: 'unreadable', code: 'incomplete', remedy, at: clock.now() }) as const),
      ]),
    end: () => void (state.isOver = true),
  };
}
