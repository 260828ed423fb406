import {
  ConsentryError,
  type Invitation,
  readTestCallback,
  redeemTestCode,
  type TestedSignIn,
} from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import { flowCookieName } from '../http/cookies.ts';
import type { Exchange } from '../http/exchange.ts';
import { testedPage } from '../pages/tested-page.ts';
import { wordsFor } from '../pages/words/words-of.ts';
import { judgeSignIn } from './judge-sign-in.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * The browser of an account that is tested, back from its sign-in. The code is redeemed, the token is judged, and all of it is dropped:
 * what is left is the record, where the terminal finds it.
 */
export async function finishTestSignIn(
  deps: RouteDeps,
  exchange: Exchange<'finishConnect'>,
): Promise<PageAnswer> {
  const code = await readTestCallback(deps.readCallback, {
    fields: exchange.fields,
    browser: exchange.cookies.get(flowCookieName),
  });
  const { id, partner } = code.invitation;
  await requireUnstopped(deps, partner);
  const signIn = await redeemTestCode(deps.redeemCode, code);
  requireNamed(code.invitation, signIn);
  const { application } = deps;
  const { test, event } = await judgeSignIn(deps, signIn, {
    actor: 'invited person',
    exchange,
    application: application.id,
    invitation: id,
  });
  if (!(await deps.store.invitations.spend(id, event.at))) throw new ConsentryError('invitation_spent');
  return {
    status: 200,
    html: testedPage(wordsFor(exchange), { test, signIn, testedAt: event.at }),
  };
}

/**
 * Whoever named an account would take the verdict for that one’s. A token without a name cannot tell: who must be certain names the
 * object id. @throws ConsentryError `wrong_account`
 */
function requireNamed({ account }: Pick<Invitation, 'account'>, { username }: TestedSignIn): void {
  if (account === undefined || username === undefined) return;
  if (account.toLowerCase() !== username.toLowerCase()) throw new ConsentryError('wrong_account');
}
