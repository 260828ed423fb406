import type { ConsentDeps, ConsentRecords } from '@consentry/core';
import type { RouteDeps } from '../routes/route-deps.ts';
import type { By } from './recording-refusals.ts';

/** Changes of consent, as the audit has them. Each of these throws ConsentryError `audit_unavailable`. */
export function createConsentRecords(
  { store, clock }: Pick<RouteDeps, 'store' | 'clock'>,
  by: By,
): ConsentRecords {
  const about = ({
    partner,
    customer,
    application,
  }: Pick<ConsentDeps, 'partner' | 'customer' | 'application'>) => ({
    at: clock.now(),
    ...by,
    partner,
    tenant: customer,
    application,
  });
  return {
    async granting(consents, { grants }) {
      const common = { type: 'customer_consent.grant', ...about(consents) } as const;
      await Promise.all(
        grants.map(({ resource: { appId: resource }, scopes }) =>
          store.audit.write({ ...common, resource, scopes }),
        ),
      );
    },
    async granted(done) {
      const common = { type: 'customer_consent.granted', ...about(done) } as const;
      await Promise.all(
        done.grants.map(({ appId: resource, scopes, outcome, failure }) =>
          store.audit.write({ ...common, resource, scopes, outcome, ...(failure && { code: failure.code }) }),
        ),
      );
    },
    async withdrawing(consents) {
      await store.audit.write({ type: 'customer_consent.withdraw', ...about(consents) });
    },
    async withdrawn(done) {
      const { outcome, failure } = done;
      const code = failure && { code: failure.code };
      await store.audit.write({ type: 'customer_consent.withdrawn', ...about(done), outcome, ...code });
    },
  };
}
