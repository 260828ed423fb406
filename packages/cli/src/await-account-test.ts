import {
  ConsentryError,
  type ErrorCode,
  errorTable,
  isConsentryError,
  type Wait,
  withWords,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';

export type AccountTested = NonNullable<AnswerOf<'finishAccountTest'>['test']>;

/** Passing trouble is waited out in this rhythm; the sign-in goes on meanwhile. */
const troubleMs = 5_000;

type End = AnswerOf<'finishAccountTest'>;

/**
 * Asks the broker until the account has signed in, or it is over. The broker says how long to wait.
 * @throws ConsentryError what ended the sign-in, in words for the operator; those of `finishAccountTest` that do not pass
 */
export async function awaitAccountTest(
  remote: Pick<Remote, 'call'>,
  { handle, intervalMs }: Pick<AnswerOf<'startAccountTest'>, 'handle' | 'intervalMs'>,
  wait: Wait,
): Promise<AccountTested> {
  let waitMs = intervalMs;
  for (;;) {
    await wait(waitMs);
    const end = await ask(remote, handle);
    if (end.test !== undefined) return end.test;
    if (end.refusal !== undefined) throw forOperator(readRefusal(end.refusal));
    waitMs = end.intervalMs ?? troubleMs;
  }
}

/** What has ended is not found next time, so passing trouble may be asked through. */
async function ask(remote: Pick<Remote, 'call'>, handle: string): Promise<End> {
  try {
    return await remote.call('finishAccountTest', { body: { handle } });
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    if (error.entry.retry !== 'later') throw forOperator(error);
    return { status: 'pending', intervalMs: error.retryAfterMs ?? troubleMs };
  }
}

/** A code that this program does not know yet is shown beside one that it knows. */
function readRefusal({ code, reason }: NonNullable<End['refusal']>): ConsentryError {
  const isKnown = Object.hasOwn(errorTable, code);
  return new ConsentryError(isKnown ? (code as ErrorCode) : 'consent_failed', {
    facts: { ...(!isKnown && { code }), ...(reason !== undefined && { reason }) },
  });
}

/** The table speaks to whoever signs in by a link of their own; here somebody waits at a terminal. */
const words: Partial<Record<ErrorCode, { readonly message?: string; readonly remedy: string }>> = {
  consent_declined: {
    message: 'Whoever signed in said no, or may not say yes.',
    remedy:
      'Start over with `consentry test-mfa`. Where Microsoft asked for an administrator’s approval, have the application approved first (`consentry invite --approve`).',
  },
  consent_failed: {
    message: 'Microsoft ended the sign-in.',
    remedy:
      'The page in the browser shows Microsoft’s number: `consentry explain` says what it means. Then start over.',
  },
  device_code_off: { remedy: 'Leave --device-code out: the link works in a browser on any machine.' },
  device_code_expired: { remedy: 'Start over with `consentry test-mfa --device-code`.' },
  id_token_invalid: { remedy: 'Start over with `consentry test-mfa`.' },
  wrong_tenant: {
    message: 'Somebody signed in to another organisation than the one that was said.',
    remedy: 'Start over with `consentry test-mfa`, in a private window.',
  },
  wrong_account: {
    message: 'Somebody signed in with another account than the one that was said.',
    remedy:
      'Start over with `consentry test-mfa`, in a private window. An account that has another name at Microsoft is named by --account-id.',
  },
};

/** The same refusal, in words for whoever waits at a terminal. */
export function forOperator(error: ConsentryError): ConsentryError {
  return withWords(error, words[error.code] ?? {});
}
