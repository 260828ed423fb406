import type { Log } from '../../log.ts';

/**
 * Is told after each write how the last anchoring went.
 * @param failure undefined once a head is anchored again
 */
export type AnchorReport = (failure: string | undefined) => void;

/** Warns of a head that cannot be anchored: once, and again only after it was anchored in between. */
export function createAnchorReport(log: Pick<Log, 'warn'>, headFile: string): AnchorReport {
  let isFailing = false;
  return (failure) => {
    if (failure !== undefined && !isFailing) {
      log.warn(
        { headFile, failure },
        'the head of the audit cannot be anchored: until it can, nobody notices when what is written now is cut off',
      );
    }
    isFailing = failure !== undefined;
  };
}

/** What a failure to anchor says, in one line. */
export function describeFailure(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
