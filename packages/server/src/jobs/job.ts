import type { Log } from '../log.ts';

/** What the broker does of its own accord, from time to time. */
export interface Job {
  /** Starts the tasks, unless the ones before still run. A failure is logged, and the next run tries again. */
  run(): void;
  /** Resolves when nothing runs any more. */
  settled(): Promise<void>;
}

/** @param complaint what the log says when a task failed */
export function createJob(
  tasks: readonly (() => Promise<unknown>)[],
  log: Pick<Log, 'error'>,
  complaint: string,
): Job {
  let running: Promise<void> | undefined;

  const runAll = async (): Promise<void> => {
    const outcomes = await Promise.allSettled(tasks.map((task) => task()));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') log.error({ err: outcome.reason as unknown }, complaint);
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
