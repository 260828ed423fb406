import type { ErrorCode } from '../error-table.ts';
import { type AadstsEntry, findAadsts } from './explain.ts';
import { codeOfWord, oauthErrors, oauthSuberrors } from './oauth-errors.ts';
import type { ErrorBody } from './read-error-body.ts';
import type { TokenGrant } from './token-request.ts';

export interface Verdict {
  readonly code: ErrorCode;
  /** The number that decided, if one did, and what is known of it. */
  readonly aadsts?: number;
  readonly message?: string;
  readonly remedy?: string;
  readonly retryAfterMs?: number;
}

/** Statuses that mean passing trouble, whatever the body says. */
export function isPassingStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * Decides what an error of the token endpoint means: loop, status, number, suberror, error; the first that says
 * something counts.
 */
export function classifyTokenError(status: number, said: ErrorBody, grant: TokenGrant): Verdict {
  const entries = said.numbers.map(findAadsts).filter((entry) => entry !== undefined);
  const loop = entries.find((entry) => entry.code === 'idp_loop');
  if (loop) return verdictOf(loop, grant);
  if (status === 429) return { code: 'idp_throttled' };
  if (isPassingStatus(status) || said.error === 'temporarily_unavailable') return { code: 'idp_unavailable' };

  const entry =
    entries.find(({ code }) => code === 'idp_unavailable') ??
    entries.find(({ vague }) => !vague) ??
    entries[0];
  // A number that is not known may be of one tenant alone: what is vague beside it is no proof against our credential.
  const isDoubtful = entry?.vague !== false && entries.length < said.numbers.length;
  const isNoProof = (code: ErrorCode | undefined): boolean => isDoubtful && code === 'client_credential';
  if (entry && !isNoProof(entry.code)) return verdictOf(entry, grant);
  const code = codeOfWord(oauthSuberrors, said.suberror) ?? codeOfWord(oauthErrors, said.error);
  if (code && !isNoProof(code)) return { code: codeForGrant(code, grant) };
  const isDeadCode = said.error === 'invalid_grant' && isOfSignIn(grant);
  return { code: isDeadCode ? 'consent_failed' : 'idp_unknown_error' };
}

function verdictOf(entry: AadstsEntry, grant: TokenGrant): Verdict {
  const code = codeForGrant(entry.code, grant);
  return {
    code,
    aadsts: entry.number,
    message: `AADSTS${entry.number}: ${entry.meaning}`,
    // Under another code the entry's remedy would send the wrong person.
    ...(code === entry.code && { remedy: entry.remedy }),
    ...(entry.retryAfterMs !== undefined && { retryAfterMs: entry.retryAfterMs }),
  };
}

function isOfSignIn(grant: TokenGrant): boolean {
  return grant === 'authorization_code' || grant === 'device_code';
}

/** A dead code ends one sign-in, not a grant; and what only a sign-in can end says nothing about a grant. */
function codeForGrant(code: ErrorCode, grant: TokenGrant): ErrorCode {
  if (isOfSignIn(grant)) return code === 'consent_needed' ? 'consent_failed' : code;
  return code === 'consent_failed' || code === 'consent_declined' ? 'idp_unknown_error' : code;
}
