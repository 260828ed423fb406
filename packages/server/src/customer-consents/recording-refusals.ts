import { readTenantId } from '@consentry/core';
import { RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import type { RouteDeps } from '../routes/route-deps.ts';
import type { AskedCustomer } from './consent-deps.ts';
import type { By } from './consent-records.ts';

/**
 * Does what changes consent; a refusal is recorded with partner and customer.
 * @throws RecordedRefusal for whatever `work` throws
 */
export async function recordingRefusals<T>(
  { clock }: Pick<RouteDeps, 'clock'>,
  { partner, customer }: AskedCustomer,
  by: By,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = toConsentryError(thrown);
    throw new RecordedRefusal(error, {
      type: 'customer_consent.refused',
      at: clock.now(),
      ...by,
      partner: readTenantId(partner),
      tenant: readTenantId(customer),
      code: error.code,
    });
  }
}
