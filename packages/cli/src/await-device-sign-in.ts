import { isConsentryError, type Wait } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';

type Grant = NonNullable<AnswerOf<'finishDeviceCode'>['grant']>;

/** Passing trouble is waited out in this rhythm; the sign-in goes on meanwhile. */
const troubleMs = 5_000;

/**
 * Asks the broker until the person has signed in, or it is over. The broker says how long to wait.
 * @throws ConsentryError those of `finishDeviceCode` that do not pass
 */
export async function awaitDeviceSignIn(
  remote: Pick<Remote, 'call'>,
  { handle, intervalMs }: Pick<AnswerOf<'startDeviceCode'>, 'handle' | 'intervalMs'>,
  wait: Wait,
): Promise<Grant> {
  let waitMs = intervalMs;
  for (;;) {
    await wait(waitMs);
    try {
      const answer = await remote.call('finishDeviceCode', { body: { handle } });
      if (answer.grant !== undefined) return answer.grant;
      waitMs = answer.intervalMs ?? troubleMs;
    } catch (error) {
      if (!isConsentryError(error) || error.entry.retry !== 'later') throw error;
      // What has ended is not found next time.
      waitMs = error.retryAfterMs ?? troubleMs;
    }
  }
}
