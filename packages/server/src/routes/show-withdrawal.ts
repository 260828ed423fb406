import { ConsentryError, type SealedGrant } from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { withdrawalPage, withdrawnPage } from '../pages/withdrawal-page.ts';
import { findLivingTokens } from '../taking-back/living-tokens.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `withdrawal_not_found`, `store_unavailable` */
export async function showWithdrawal(
  deps: RouteDeps,
  exchange: Exchange<'showWithdrawal'>,
): Promise<PageAnswer> {
  const { handle } = exchange.input.params;
  const grant = await getWithdrawable(deps, handle);
  if (grant.state === 'revoked') return showWithdrawn(deps, grant);
  return {
    status: 200,
    html: withdrawalPage(deps.words, { grant, application: deps.application, path: `/withdraw/${handle}` }),
  };
}

/** The grant that a link leads to. @throws ConsentryError `withdrawal_not_found`, `store_unavailable` */
export async function getWithdrawable({ store }: RouteDeps, handle: string): Promise<SealedGrant> {
  const id = await store.withdrawals.findGrant(handle);
  const grant = id === undefined ? undefined : await store.grants.find(id);
  if (grant === undefined) throw new ConsentryError('withdrawal_not_found');
  return grant;
}

/** What is gone, and what is not. @throws ConsentryError `store_unavailable` */
export async function showWithdrawn(deps: RouteDeps, grant: SealedGrant): Promise<PageAnswer> {
  const { tokens } = await findLivingTokens(
    deps.store.audit,
    { grant: grant.id, partner: grant.partner },
    deps.clock.now(),
  );
  const ends = tokens.map(({ expiresAt }) => expiresAt);
  return {
    status: 200,
    html: withdrawnPage(deps.words, {
      grant,
      application: deps.application,
      tokensUntil: ends.length === 0 ? undefined : Math.max(...ends),
    }),
  };
}
