import { isConsentryError } from '@consentry/core';
import { requireUnstopped } from '../routes/require-unstopped.ts';
import type { AdminConsent } from '../stores/admin-consents.ts';
import type { Store } from '../stores/store.ts';
import { isProved, lookAtConsent, type LookDeps } from './look-at-consent.ts';

export interface LookAgainDeps extends LookDeps {
  readonly store: Pick<Store, 'adminConsents' | 'audit'>;
}

/** Longer than a look takes. */
const lookMs = 60_000;

/**
 * Looks again at consents that were not in force yet, as long as each may take. Its end is recorded: that it is proved, or that
 * nobody looks any more.
 * @param isStopping asked between two of them
 */
export async function lookAgain(deps: LookAgainDeps, isStopping: () => boolean = () => false): Promise<void> {
  const { adminConsents } = deps.store;
  while (!isStopping()) {
    const now = deps.clock.now();
    const due = await adminConsents.takeDue(now, now + lookMs);
    if (due === undefined) return;
    try {
      await requireUnstopped(deps, due.partner);
      await settle(deps, await lookAtConsent(deps, due));
    } catch (error) {
      // What is stopped, or not wanted any more, is looked at when somebody asks.
      if (!isConsentryError(error, 'stopped') && !isConsentryError(error, 'admin_consent_off')) throw error;
      await adminConsents.save({ ...due, nextLookAt: undefined }, { spends: false });
    }
  }
}

async function settle({ store, clock, adminConsent }: LookAgainDeps, seen: AdminConsent): Promise<void> {
  const { partner, customer: tenant, application, problem } = seen;
  const ok = isProved(adminConsent, seen);
  if (seen.nextLookAt === undefined) {
    await store.audit.write({
      type: 'customer.checked',
      at: clock.now(),
      actor: 'broker',
      partner,
      tenant,
      application,
      ok,
      ...(!ok && problem && { code: problem.code }),
    });
  }
  await store.adminConsents.save(seen, { spends: ok });
}
