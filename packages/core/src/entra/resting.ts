import { ConsentryError } from '../errors.ts';

/**
 * A refusal of a moment ago, told to somebody for whom nobody was asked. `facts.mayHaveArrived` is false: no token can
 * have been issued for this request.
 * @param leftMs how long it rests on
 */
export function toldAgain(refusal: ConsentryError, leftMs: number): ConsentryError {
  return new ConsentryError(refusal.code, {
    message: refusal.message,
    remedy: refusal.remedy,
    facts: { ...refusal.facts, mayHaveArrived: false },
    retryAfterMs: Math.max(1, Math.ceil(leftMs)),
    cause: refusal,
  });
}

/** For who has lost the right to ask while it waited: see `RequestTerms.mayStart`. Nobody was asked. */
export function notAnyMore(): ConsentryError {
  return new ConsentryError('store_unavailable', { retryAfterMs: 1000, facts: { mayHaveArrived: false } });
}
