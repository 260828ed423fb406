import { readAccessTokenClaims } from '../entra/access-token-claims.ts';
import { ConsentryError } from '../errors.ts';
import type { IncomingAnswer } from '../ports.ts';
import type { Secret } from '../secret.ts';
import { beginningOf, findApiCode } from './api-code.ts';

/** “(10001)” stands behind the same sentence in every language. “No MFA required” is another sentence. */
const words = /(?<!\bno |[\w-])MFA required\b|\(10001\)/i;

/**
 * Whether a refusal says that the sign-in carried no MFA. Partner Center has said it in several forms: the code 900421, the code or the
 * number 10001, and “MFA required” in the body or in the reason phrase, which HTTP/2 drops. Any of them will do. Of a 403 only the code
 * 900421 counts: the others were seen with 401 alone.
 *
 * @see Partner Center REST, "Partner Center authentication" and "Error codes" (2026-06)
 */
export function asksForMfa(answer: Pick<IncomingAnswer, 'status' | 'reason' | 'body'>): boolean {
  const code = findApiCode(answer);
  if (code === '900421') return answer.status === 401 || answer.status === 403;
  if (answer.status !== 401) return false;
  return code === '10001' || words.test(answer.reason ?? '') || words.test(beginningOf(answer));
}

/**
 * The same, of an answer of Partner Center to this token. A 401 that names no code says nothing: where the token tells of its sign-in, and
 * of no MFA, that is the cause.
 */
export function lacksMfa(
  answer: Pick<IncomingAnswer, 'status' | 'reason' | 'body'>,
  token: Secret<string>,
): boolean {
  if (asksForMfa(answer)) return true;
  const isBare = answer.status === 401 && findApiCode(answer) === undefined;
  return isBare && findAmrWithoutMfa(token) !== undefined;
}

/**
 * Reads the same from a refusal that was read from such an answer. Another token of the same sign-in would have no MFA either.
 * @returns the refusal as it is where it names a cause, or the token does not tell
 */
export function explainBareRefusal(refusal: ConsentryError, token: Secret<string>): ConsentryError {
  if (refusal.code !== 'api_unauthorized' || refusal.facts['apiCode'] !== undefined) return refusal;
  const amr = findAmrWithoutMfa(token);
  if (amr === undefined) return refusal;
  return new ConsentryError('api_mfa_required', { facts: { ...refusal.facts, amr }, cause: refusal });
}

/** The authentication methods of a sign-in without MFA. Undefined for one with MFA, and for a token that does not tell. */
function findAmrWithoutMfa(token: Secret<string>): readonly string[] | undefined {
  const amr = readAccessTokenClaims(token)?.amr;
  return amr?.includes('mfa') === true ? undefined : amr;
}
