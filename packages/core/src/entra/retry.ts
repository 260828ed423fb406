import { type ConsentryError, type ErrorCode, isConsentryError } from '../errors.ts';
import type { Random } from '../ports.ts';

/** How often something is asked in all, where asking again may help. What is not named is asked once. */
const tries: Readonly<Partial<Record<ErrorCode, number>>> = {
  idp_unreachable: 3,
  proxy_error: 3,
  idp_unavailable: 3,
  idp_timeout: 2,
  idp_protocol: 2,
  idp_bad_response: 2,
};

/** An answer with one of these was understood, and would come again. */
const lastingReasons: ReadonlySet<unknown> = new Set(['not_utf8', 'token_type', 'resource']);

const shortestWaitMs = 500;
const longestWaitMs = 8_000;

/** What may be repeated. */
export type Repeatable =
  /** Nothing is used up by asking, also when an answer was lost. */
  | 'always'
  /** Asking again does no harm, and an answer that was lost is asked for again by who knows what that means. */
  | 'unless_lost'
  /** What is presented works once: only what cannot have been used is presented again. */
  | 'if_unused';

/**
 * How often a request that ended so is made in all.
 *
 * A refusal that names a time is not repeated before that, and so not here.
 */
export function triesFor(error: unknown, repeatable: Repeatable): number {
  if (!isConsentryError(error) || error.retryAfterMs !== undefined) return 1;
  if (error.code === 'idp_answer_lost') return repeatable === 'always' ? 2 : 1;
  if (lastingReasons.has(error.facts['reason'])) return 1;
  if (repeatable === 'if_unused' && !isUnused(error)) return 1;
  return tries[error.code] ?? 1;
}

/** It did not arrive, or Entra refused it in words of its own. */
function isUnused({ facts }: ConsentryError): boolean {
  return facts['mayHaveArrived'] === false || facts['error'] !== undefined;
}

/**
 * Full jitter between half a second and a bound that grows to eight.
 * @param tried how often it was tried so far, at least once
 */
export function chooseWaitMs(tried: number, random: Random): number {
  const boundMs = Math.min(longestWaitMs, shortestWaitMs * 4 ** tried);
  const [byte = 0] = random.bytes(1);
  return shortestWaitMs + Math.round((boundMs - shortestWaitMs) * (byte / 256));
}

/** What all requests together may repeat, so that trouble is not answered with more requests. */
export interface RetryBudget {
  /** A request is made for the first time. */
  add(): void;
  /** False when nothing is left. */
  take(): boolean;
}

/** One retry for ten requests, and ten from the start; no more than that are saved up. */
const requestsForOne = 10;
const most = 10 * requestsForOne;

export function createRetryBudget(): RetryBudget {
  let left = most;
  return {
    add() {
      left = Math.min(most, left + 1);
    },
    take() {
      if (left < requestsForOne) return false;
      left -= requestsForOne;
      return true;
    },
  };
}
