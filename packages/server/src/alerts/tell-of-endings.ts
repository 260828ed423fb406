import type { GrantId, GrantState, TenantId } from '@consentry/core';
import type { AlertNews } from './alert.ts';
import type { Tell } from './alerts.ts';

/** What ends: the refresh token of a grant, or a credential of our application. */
export type Ending = {
  /** Of this thing with this end: a refresh token that has a successor is another one. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number;
} & (
  | {
      readonly kind: 'grant';
      readonly grant: GrantId;
      readonly partner: TenantId;
      readonly state: GrantState;
    }
  | { readonly kind: 'credential'; readonly name: string; readonly isOnly: boolean }
);

/** More grants than these in one step are one alert: the five steps and our credentials fit into what may wait. */
export const grantsOneByOne = 15;

const grantRemedy =
  'See in the log why it could not be kept alive, or send the partner a new invitation with `consentry invite`.';
const grantsRemedy =
  'List them with `consentry grants`: a refresh token is forgotten 90 days after `stored`. The log names them, and says why none was kept alive.';
const credentialRemedy =
  'Run `consentry credential rotate` for a certificate. For a secret, make a new one at Microsoft beside it, and write it into the file; the broker takes it up.';

/**
 * Tells of what has come to the same step on its way to its end: of each by itself, and of many grants at once.
 * @param step days that are left at most; 0 where it has ended
 */
export function tellOfEndings(endings: readonly Ending[], step: number, now: number, tell: Tell): void {
  const base = { at: now, ...(step <= 1 && { severity: 'error' as const }) };
  const grants = endings.filter(({ kind }) => kind === 'grant');
  const isCrowd = grants.length > grantsOneByOne;
  for (const ending of isCrowd ? endings.filter(({ kind }) => kind !== 'grant') : endings) {
    tell({ ...base, about: [ending.key, step], ...newsOf(ending, now) });
  }
  const [first] = grants;
  if (!isCrowd || first === undefined) return;
  tell({
    ...base,
    type: 'grant.expires',
    about: [step, ...grants.map(({ key }) => key)],
    detail: `${date(first, now)} the first of ${grants.length} refresh tokens is forgotten for want of use: keep-alive has failed for a long time.`,
    remedy: grantsRemedy,
  });
}

function newsOf(
  ending: Ending,
  now: number,
): Pick<AlertNews, 'type' | 'grant' | 'partner' | 'detail' | 'remedy'> {
  const when = date(ending, now);
  if (ending.kind === 'credential') {
    const consequence = ending.isOnly ? ', and no partner gets new tokens' : '';
    const detail = `${when} our credential ${ending.name} is not valid any more${consequence}.`;
    return { type: 'credential.expires', detail, remedy: credentialRemedy };
  }
  const { grant, partner } = ending;
  const detail = `${when} the refresh token of the grant ${grant} of the partner ${partner} is forgotten for want of use: keep-alive has failed for a long time.`;
  return { type: 'grant.expires', grant, partner, detail, remedy: grantRemedy };
}

function date({ at }: Ending, now: number): string {
  return `${at > now ? 'By' : 'Since'} ${new Date(at).toISOString()}`;
}
