import { ConsentryError, continueToCustomer, identifyCustomer } from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import { flowCookieName } from '../http/cookies.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { wordsFor } from '../pages/words/words-of.ts';
import { findTenantProblem } from './read-invited-customer.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';
import { sendOn } from './start-consent.ts';

/**
 * The redirect URI of the sign-in that comes before the consent of an unknown customer. Its signed id_token names the tenant, which
 * from then on is the only one that may answer.
 */
export function finishCustomerSignIn(
  deps: RouteDeps,
  exchange: Exchange<'finishCustomerSignIn'>,
): Promise<PageAnswer> {
  return recordingRefusals(deps, exchange, async () => {
    const presented = exchange.cookies.get(flowCookieName);
    const identified = await identifyCustomer(deps.identifyCustomer, {
      fields: exchange.fields,
      browser: presented,
    });
    const { invitation, identity } = identified;
    const { tenantId: tenant, objectId: subject } = identity;
    const { partner } = invitation;
    await requireUnstopped(deps, partner);
    const reason = await findTenantProblem(deps, { partner, tenant, allowed: invitation.customer?.allowed });
    if (reason !== undefined) throw new ConsentryError('customer_refused', { facts: { reason, tenant } });
    await deps.store.audit.write({
      type: 'customer.identified',
      at: deps.clock.now(),
      actor: 'invited person',
      ...traceOf(exchange),
      invitation: invitation.id,
      partner,
      tenant,
      subject,
    });
    const words = wordsFor(exchange);
    const by = { presented, language: words.language };
    return sendOn(words, await continueToCustomer(deps.startConsent, invitation, tenant, by));
  });
}
