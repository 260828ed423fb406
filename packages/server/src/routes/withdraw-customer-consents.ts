import { withdrawConsents } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { openConsents } from '../customer-consents/consent-deps.ts';
import { createConsentRecords } from '../customer-consents/consent-records.ts';
import { type By, recordingRefusals } from '../customer-consents/recording-refusals.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Recorded before anything is asked for, and again with what came of it. What is not there any more is success.
 * @throws RecordedRefusal those of the contract
 */
export async function withdrawCustomerConsents(
  deps: RouteDeps,
  exchange: Exchange<'withdrawCustomerConsents'>,
): Promise<AnswerOf<'withdrawCustomerConsents'>> {
  const { params } = exchange.input;
  const by: By = { actor: 'operator', ...traceOf(exchange) };
  const records = createConsentRecords(deps, by);
  return recordingRefusals(deps, params, by, async () => {
    const consents = await openConsents(deps, params);
    await records.withdrawing(consents);
    const done = await withdrawConsents(consents);
    await records.withdrawn(done);
    return done;
  });
}
