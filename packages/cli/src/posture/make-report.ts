import { isConsentryError, type Timer } from '@consentry/core';
import type { PostureReport } from '@consentry/core/posture-report';
import type { Remote } from '@consentry/core/remote';
import { isAway } from '../is-away.ts';

export interface MakeReportDeps {
  readonly remote: Pick<Remote, 'call'>;
  readonly timer: Timer;
  /** Told each time that it is not there yet. @param forMs how long it is being made */
  readonly onWait: (forMs: number) => void;
}

const askEveryMs = 1_000;
/** A broker that was killed is back by then; whether it finished the report, it says. */
const patienceMs = 120_000;

/**
 * Has the broker make a report, and waits for it.
 * @throws ConsentryError `posture_unfinished`, `broker_unreachable` after two minutes, and those of the operations
 */
export async function makeReport(
  { remote, timer, onWait }: MakeReportDeps,
  partner: string,
): Promise<PostureReport> {
  const beganAt = timer.elapsed();
  let id: string | undefined;
  for (let awayUntil = beganAt + patienceMs; ; await timer.wait(askEveryMs)) {
    try {
      id ??= (await remote.call('createPostureReport', { params: { partner } })).id;
      return await remote.call('getPostureReport', { params: { partner, id } });
    } catch (error) {
      if (!isConsentryError(error)) throw error;
      // A broker that makes as many as it can begins this one when another is done; one that is not there is said at once.
      const passes = id === undefined ? error.code === 'overloaded' : isAway(error);
      if (error.code === 'posture_under_way') awayUntil = timer.elapsed() + patienceMs;
      else if (!passes || timer.elapsed() >= awayUntil) throw error;
      onWait(timer.elapsed() - beganAt);
    }
  }
}
