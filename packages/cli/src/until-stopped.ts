import { constants } from 'node:os';

/** What runs until somebody stops it. */
export interface Stoppable {
  /** Ends it in order. */
  close(): Promise<void>;
  /** Lets a close that is under way wait for nothing that it can do without. Absent: a second signal ends the process. */
  hurry?(): void;
}

/**
 * Waits for SIGINT, SIGTERM or SIGHUP, then closes. A second signal hurries it, and one more ends the process at once.
 *
 * @param staysOnHangup SIGHUP means nothing: for a service, which has no terminal to lose and no log file to reopen
 */
export async function untilStopped(
  running: Stoppable,
  { staysOnHangup = false }: { readonly staysOnHangup?: boolean } = {},
): Promise<void> {
  let signals = 0;
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const onSignal = (signal: NodeJS.Signals): void => {
    signals += 1;
    if (signals === 1) return stop();
    if (signals > 2 || running.hurry === undefined) process.exit(128 + constants.signals[signal]);
    process.exitCode = 1;
    running.hurry();
  };
  const onHangup = staysOnHangup ? () => undefined : onSignal;
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onHangup);
  try {
    await stopped;
    await running.close();
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('SIGHUP', onHangup);
  }
}
