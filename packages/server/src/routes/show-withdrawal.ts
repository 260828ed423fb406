import { ConsentryError, type SealedGrant } from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { withdrawalPage, withdrawnPage } from '../pages/withdrawal-page.ts';
import type { Words } from '../pages/words/words.ts';
import { wordsFor } from '../pages/words/words-of.ts';
import { findLivingTokens } from '../taking-back/living-tokens.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `withdrawal_not_found`, `store_unavailable` */
export async function showWithdrawal(
  deps: RouteDeps,
  exchange: Exchange<'showWithdrawal'>,
): Promise<PageAnswer> {
  const { handle } = exchange.input.params;
  const grant = await getWithdrawable(deps, handle);
  const isDone = grant.purged !== undefined && grant.purged.outcome !== 'unfinished';
  const words = wordsFor(exchange);
  if (isDone) return showWithdrawn(deps, words, grant);
  return {
    status: 200,
    html: withdrawalPage(words, { grant, application: deps.application, path: `/withdraw/${handle}` }),
  };
}

/** The grant that a link leads to. @throws ConsentryError `withdrawal_not_found`, `store_unavailable` */
export async function getWithdrawable({ store }: RouteDeps, handle: string): Promise<SealedGrant> {
  const id = await store.withdrawals.findGrant(handle);
  const grant = id === undefined ? undefined : await store.grants.find(id);
  if (grant === undefined) throw new ConsentryError('withdrawal_not_found');
  return grant;
}

/** So many records are looked at for a page that anybody with the link may open. */
const mostRecords = 20_000;

/** What is gone, and what is not. @throws ConsentryError `store_unavailable` */
export async function showWithdrawn(
  { store, clock, application }: RouteDeps,
  words: Words,
  grant: SealedGrant,
): Promise<PageAnswer> {
  const { id, partner, subject } = grant;
  const { tokens, isComplete } = await findLivingTokens(
    store.audit,
    { grant: id, partner },
    clock.now(),
    mostRecords,
  );
  const ends = tokens.map(({ expiresAt }) => expiresAt);
  const another = await store.grants.findBySubject(partner, subject, grant.application);
  return {
    status: 200,
    html: withdrawnPage(words, {
      grant,
      application,
      tokensUntil: ends.length === 0 ? undefined : Math.max(...ends),
      isComplete,
      hasAnother: another !== undefined && another.state !== 'revoked',
    }),
  };
}
