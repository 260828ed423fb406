import { type AnySweepTask, createConsentTasks, isConsentryError, readWantedConsents } from '@consentry/core';
import { z } from 'zod';
import { createCustomerTokens } from '../customer-consents/consent-deps.ts';
import { createConsentRecords } from '../customer-consents/consent-records.ts';
import { getGrant } from '../routes/acquire-of-partner.ts';
import type { RouteDeps } from '../routes/route-deps.ts';

const withoutWanted: ReadonlySet<string> = new Set(['consent-list', 'consent-withdraw']);

/** The application's consent at every customer: planned, granted, listed, withdrawn. */
export function createConsentSweepTasks(
  deps: Pick<RouteDeps, 'access' | 'application' | 'clock' | 'cloud' | 'store' | 'timer' | 'tokens'>,
): readonly AnySweepTask[] {
  const tasks = createConsentTasks({
    cloud: deps.cloud,
    timer: deps.timer,
    applicationName: deps.application.name,
    applicationOf: async (partner) => (await getGrant(deps, partner)).application,
    tokensOf: (partner, customer) => createCustomerTokens(deps, partner, customer),
    records: createConsentRecords(deps, { actor: 'broker' }),
  });
  // A list that is wrong is refused before anything begins.
  const wanted = z.unknown().superRefine((value, context) => {
    try {
      readWantedConsents(deps.cloud, value);
    } catch (error) {
      if (!isConsentryError(error)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });
  return tasks.map((task) => ({
    ...task,
    params: withoutWanted.has(task.name) ? z.strictObject({}) : wanted,
    resources: ['partner-center'],
  }));
}
