import { withoutNames } from '../consent/permissions.ts';
import type { ConsentryError } from '../errors.ts';
import type { ConsentDeps } from './consent-deps.ts';
import { isOfTenant, mayPass, saysNothingConsented } from './consent-refusal.ts';
import { plainScopes } from './read-standing.ts';

/** How long a change of consent is waited for. It shows after seconds, and sometimes after minutes (2026-11). */
export const propagationMs = 120_000;
const firstPauseMs = 1000;
const longestPauseMs = 15_000;

/** What was seen at last. `lacking`: a token was given, without these. `refused`: none was. */
export type Proof =
  | { readonly is: 'proved' }
  | { readonly is: 'lacking'; readonly missing: readonly string[] }
  | { readonly is: 'refused'; readonly error: ConsentryError };

export type ProofDeps = Pick<ConsentDeps, 'tokens' | 'timer'>;

/** Reads what is consented to on one API; undefined where nobody can tell. @throws ConsentryError */
export type ReadScopes = () => Promise<readonly string[] | undefined>;

interface Wish {
  /** By the timer's `elapsed`. */
  readonly until: number;
  /** False: what does not carry all that is wanted is an answer, and is not asked for again. */
  readonly isPatient: boolean;
}

/**
 * Asks until all that is wanted shows. Each time everything that was kept of the tenant is forgotten first, so that it is
 * Microsoft that answers.
 * @throws ConsentryError what does not concern this tenant: of the grant, the store, the vault, our credential
 */
export function awaitScopes(
  deps: ProofDeps,
  read: ReadScopes,
  wanted: readonly string[],
  { until, isPatient }: Wish,
): Promise<Proof> {
  const judge = (scopes: readonly string[] | undefined): Judged => {
    const missing = withoutNames(wanted, plainScopes(scopes ?? []));
    if (missing.length === 0) return { proof: { is: 'proved' }, isLast: true };
    return { proof: { is: 'lacking', missing }, isLast: !isPatient || scopes === undefined };
  };
  return ask(deps, read, until, judge, mayPass);
}

/**
 * Asks for tokens until none is given for want of consent.
 * @returns `proved`; `lacking`: a token was still given at last; `refused` for another reason
 * @throws ConsentryError as {@link awaitScopes}
 */
export async function awaitRefusal(deps: ProofDeps, read: ReadScopes, until: number): Promise<Proof> {
  const given: Judged = { proof: { is: 'lacking', missing: [] }, isLast: false };
  const mayChange = (error: unknown): boolean => !saysNothingConsented(error) && mayPass(error);
  const proof = await ask(deps, read, until, () => given, mayChange);
  return proof.is === 'refused' && saysNothingConsented(proof.error) ? { is: 'proved' } : proof;
}

interface Judged {
  readonly proof: Proof;
  readonly isLast: boolean;
}

async function ask(
  { tokens, timer }: ProofDeps,
  read: ReadScopes,
  until: number,
  judge: (scopes: readonly string[] | undefined) => Judged,
  mayChange: (error: unknown) => boolean,
): Promise<Proof> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    await tokens.forget();
    let judged: Judged;
    let restMs = 0;
    try {
      judged = judge(await read());
    } catch (error) {
      if (!isOfTenant(error)) throw error;
      judged = { proof: { is: 'refused', error }, isLast: !mayChange(error) };
      // Whoever asks before that is told the same.
      restMs = error.retryAfterMs ?? 0;
    }
    const waitMs = Math.max(pauseMs, restMs);
    if (judged.isLast || timer.elapsed() + waitMs > until) return judged.proof;
    await timer.wait(waitMs);
  }
}
