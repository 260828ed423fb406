import { ConsentryError, isConsentryError } from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { wordsFor } from '../pages/words/words-of.ts';
import { purgeGrant, revokeGrant } from '../taking-back/take-back.ts';
import type { RouteDeps } from './route-deps.ts';
import { getWithdrawable, showWithdrawn } from './show-withdrawal.ts';

/**
 * The person who gave a grant takes it back. A vault that is away keeps nobody from that: what it still holds is told, and
 * the operator's to purge.
 *
 * @throws ConsentryError `origin_refused`, `withdrawal_not_found`, `audit_unavailable`, `store_unavailable`
 */
export async function withdraw(deps: RouteDeps, exchange: Exchange<'withdraw'>): Promise<PageAnswer> {
  if (exchange.origin !== new URL(deps.publicUrl).origin) throw new ConsentryError('origin_refused');
  const { id } = await getWithdrawable(deps, exchange.input.params.handle);
  const by = { actor: 'invited person', ...traceOf(exchange) } as const;
  const { grants } = await revokeGrant(deps, id, by, { purges: true, reason: 'withdrawn' });
  for (const grant of grants) {
    try {
      await purgeGrant(deps, grant, by);
    } catch (error) {
      if (!isConsentryError(error)) throw error;
      deps.log.error(
        { err: error, grant: id },
        'the refresh token of a grant that was withdrawn could not be purged',
      );
    }
  }
  return showWithdrawn(deps, wordsFor(exchange), await getWithdrawable(deps, exchange.input.params.handle));
}
