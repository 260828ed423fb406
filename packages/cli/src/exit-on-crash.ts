import type { RunningBroker } from '@consentry/server';

/** What a supervisor sees: not the 0 of an orderly end, and not the 2 of a configuration that will not do. */
const crashed = 70;
/** Longer than an orderly end of a broker that crashed takes. */
const lastMs = 20_000;

/**
 * Ends the process on an error that nobody caught, and on a promise whose refusal nobody did: after what was redeemed is stored,
 * and at the latest after 20 seconds.
 */
export function exitOnCrash(broker: Pick<RunningBroker, 'crash'>): void {
  let ending: Promise<void> | undefined;
  const end = async (error: unknown): Promise<void> => {
    const exit = (): void => process.exit(crashed);
    setTimeout(exit, lastMs);
    await broker.crash(error);
    exit();
  };
  // Node gives a refusal that nobody caught to the same event. What fails while it ends changes nothing any more.
  process.on('uncaughtException', (error) => {
    ending ??= end(error);
  });
}
