import { ConsentryError, type Timer } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import { isAway } from '../is-away.ts';

export type SweepStatus = AnswerOf<'getSweep'>;

export interface FollowSweepDeps {
  readonly remote: Pick<Remote, 'call'>;
  readonly timer: Timer;
  /** Told each time that the broker was asked. */
  readonly onProgress: (sweep: SweepStatus) => void;
  /** Told once when the broker does not answer, and its words are awaited. */
  readonly onAway: () => void;
}

const askEveryMs = 1_000;
/** A broker that was killed is back by then, or another replica answers. */
const patienceMs = 120_000;

/**
 * Follows a sweep to its end, also across a restart of the broker.
 * @returns how it stands
 * @throws ConsentryError `broker_unreachable` after two minutes, and those of the operation
 */
export async function followSweep(
  { remote, timer, onProgress, onAway }: FollowSweepDeps,
  id: string,
): Promise<SweepStatus> {
  let isAnswered = true;
  for (let awayUntil = timer.elapsed() + patienceMs; ; await timer.wait(askEveryMs)) {
    try {
      const sweep = await remote.call('getSweep', { params: { id } });
      isAnswered = true;
      awayUntil = timer.elapsed() + patienceMs;
      onProgress(sweep);
      if (sweep.state === 'ended' || sweep.state === 'stopped') return sweep;
    } catch (error) {
      if (!(error instanceof ConsentryError) || !isAway(error) || timer.elapsed() >= awayUntil) throw error;
      if (isAnswered) onAway();
      isAnswered = false;
    }
  }
}
