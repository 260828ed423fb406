import type { Log } from '../log.ts';

/** Tidies the store from time to time. */
export interface Cleaning {
  /** Starts the tasks, unless the ones before still run. A failure is logged, and the next run tries again. */
  run(): void;
  /** Resolves when nothing runs any more. */
  settled(): Promise<void>;
}

export function createCleaning(
  tasks: readonly (() => Promise<unknown>)[],
  log: Pick<Log, 'error'>,
): Cleaning {
  let running: Promise<void> | undefined;

  const runAll = async (): Promise<void> => {
    const outcomes = await Promise.allSettled(tasks.map((task) => task()));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        log.error({ err: outcome.reason as unknown }, 'the store could not be tidied');
    }
    running = undefined;
  };

  return {
    run() {
      running ??= runAll();
    },
    async settled() {
      await running;
    },
  };
}
