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
  let isCrashing = false;
  // Node gives a refusal that nobody caught to the same event.
  process.on('uncaughtException', (error) => {
    if (isCrashing) return;
    isCrashing = true;
    const exit = (): void => process.exit(crashed);
    setTimeout(exit, lastMs);
    void broker.crash(error).then(exit, exit);
  });
}
