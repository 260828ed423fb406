import { grantConsents, readWantedConsents } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { openConsents } from '../customer-consents/consent-deps.ts';
import { type By, createConsentRecords } from '../customer-consents/consent-records.ts';
import { recordingRefusals } from '../customer-consents/recording-refusals.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Recorded before anything is asked for, and again with what came of it. Whoever does not hear the answer asks again: what stands
 * already is success.
 * @throws RecordedRefusal those of the contract
 */
export async function grantCustomerConsents(
  deps: RouteDeps,
  exchange: Exchange<'grantCustomerConsents'>,
): Promise<AnswerOf<'grantCustomerConsents'>> {
  const { body, params } = exchange.input;
  const by: By = { actor: 'operator', ...traceOf(exchange) };
  return recordingRefusals(deps, params, by, async () => {
    const wanted = readWantedConsents(deps.cloud, body);
    const consents = await openConsents(deps, params);
    const records = createConsentRecords(deps, by);
    await records.grant(consents, wanted);
    const done = await grantConsents(consents, wanted);
    await records.granted(consents, done);
    return done;
  });
}
