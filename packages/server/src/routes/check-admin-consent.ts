import { ConsentryError, readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { describeConsent } from '../admin-consents/describe-consent.ts';
import { isProved, lookAtConsent } from '../admin-consents/look-at-consent.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Proves a consent anew. What is missing is no refusal: it stands in the answer.
 * @throws ConsentryError `admin_consent_not_found`, `admin_consent_off`, `stopped`, `audit_unavailable`, `store_unavailable`
 */
export async function checkAdminConsent(
  deps: RouteDeps,
  exchange: Exchange<'checkAdminConsent'>,
): Promise<AnswerOf<'checkAdminConsent'>> {
  const { store, clock } = deps;
  const consent = await store.adminConsents.find(readId('AdminConsentId', exchange.input.params.id));
  if (consent === undefined) throw new ConsentryError('admin_consent_not_found');
  await requireUnstopped(deps, consent.partner);
  const seen = await lookAtConsent(deps, consent);
  const ok = isProved(deps.adminConsent, seen);
  await store.audit.write({
    type: 'customer.checked',
    at: clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    partner: seen.partner,
    tenant: seen.customer,
    application: seen.application,
    ok,
    ...(!ok && seen.problem && { code: seen.problem.code }),
  });
  return describeConsent(deps.adminConsent, await store.adminConsents.save(seen, { spends: ok }));
}
