import { createApplicationConsent, deleteApplicationConsent } from './application-consents.ts';
import type { Route } from './route.ts';

const CONSENTS = '/v1/customers/:customer/applicationconsents';
const resourceType = 'application';

/** Consent that a partner gives in a customer's tenant. The names of its audit records are a guess. */
export const applicationConsentRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: CONSENTS,
    limit: 'application-consents',
    audit: { resourceType, operationType: 'register_application' },
    answer: ({ parts, caller, params, body }) =>
      createApplicationConsent(parts, caller, params['customer'] ?? '', body),
  },
  {
    method: 'DELETE',
    path: `${CONSENTS}/:application`,
    limit: 'application-consents',
    audit: { resourceType, operationType: 'unregister_application' },
    answer: ({ parts, caller, params }) =>
      deleteApplicationConsent(parts, caller, params['customer'] ?? '', params['application'] ?? ''),
  },
];
