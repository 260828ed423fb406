import { readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { describeConsent } from '../admin-consents/describe-consent.ts';
import type { Exchange } from '../http/exchange.ts';
import { toPage } from './to-page.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable` */
export async function listAdminConsents(
  deps: Pick<RouteDeps, 'store' | 'adminConsent'>,
  exchange: Exchange<'listAdminConsents'>,
): Promise<AnswerOf<'listAdminConsents'>> {
  const { limit, after, lagging } = exchange.input.query;
  const consents = await deps.store.adminConsents.list({
    limit: limit + 1,
    ...(after === undefined ? {} : { after: readId('AdminConsentId', after) }),
  });
  const { items, ...page } = toPage(consents, limit, (consent) =>
    describeConsent(deps.adminConsent, consent),
  );
  return { items: lagging === true ? items.filter(({ state }) => state === 'lagging') : items, ...page };
}
