import { withdrawConsents } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { openConsents } from '../customer-consents/consent-deps.ts';
import { type By, createConsentRecords } from '../customer-consents/consent-records.ts';
import { recordingRefusals } from '../customer-consents/recording-refusals.ts';
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
  return recordingRefusals(deps, params, by, async () => {
    const consents = await openConsents(deps, params);
    const records = createConsentRecords(deps, by);
    await records.withdraw(consents);
    const done = await withdrawConsents(consents);
    await records.withdrawn(consents, done);
    return done;
  });
}
