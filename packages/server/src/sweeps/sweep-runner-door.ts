import type { AnySweepTask, Sweep, SweepId } from '@consentry/core';

/** The work of this process on sweeps. */
export interface SweepRunner {
  readonly tasks: readonly AnySweepTask[];
  /** Begins to work on a sweep that was begun or resumed here. */
  take(sweep: Sweep): void;
  /** Begins nothing more of a sweep that was stopped here. */
  leave(id: SweepId): void;
  /**
   * Takes up the sweeps that are under way, whoever began them, and tends those at work: to be called every second.
   * @throws ConsentryError `store_unavailable`
   */
  look(): Promise<void>;
  /** Resolves when nothing is at work. */
  settled(): Promise<void>;
  /** Gives back what is at work, as far as it may be done again by another, and waits for the rest. */
  close(): Promise<void>;
}
