import type { AuditEvent, ConsentRecords } from '@consentry/core';
import type { RouteDeps } from '../routes/route-deps.ts';

/** Who wants it, as the audit says it. */
export type By = Pick<AuditEvent, 'actor' | 'address' | 'requestId'>;

/** The records of what changes consent: each is durable when its promise resolves. */
export function createConsentRecords(
  { store, clock }: Pick<RouteDeps, 'store' | 'clock'>,
  by: By,
): ConsentRecords {
  const { audit } = store;
  return {
    async grant({ partner, customer, application }, { grants }) {
      const about = { at: clock.now(), ...by, partner, tenant: customer, application };
      await Promise.all(
        grants.map(({ resource: { appId: resource }, scopes }) =>
          audit.write({ type: 'customer_consent.grant', ...about, resource, scopes }),
        ),
      );
    },
    async granted({ partner, customer, application }, { grants }) {
      const about = { at: clock.now(), ...by, partner, tenant: customer, application };
      await Promise.all(
        grants.map(({ appId: resource, scopes, outcome, failure }) =>
          audit.write({
            type: 'customer_consent.granted',
            ...about,
            resource,
            scopes,
            outcome,
            ...(failure !== undefined && { code: failure.code }),
          }),
        ),
      );
    },
    async withdraw({ partner, customer, application }) {
      const about = { at: clock.now(), ...by, partner, tenant: customer, application };
      await audit.write({ type: 'customer_consent.withdraw', ...about });
    },
    async withdrawn({ partner, customer, application }, { outcome, failure }) {
      await audit.write({
        type: 'customer_consent.withdrawn',
        at: clock.now(),
        ...by,
        partner,
        tenant: customer,
        application,
        outcome,
        ...(failure !== undefined && { code: failure.code }),
      });
    },
  };
}
