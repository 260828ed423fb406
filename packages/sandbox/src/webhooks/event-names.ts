/** An event that a partner can register for. */
interface EventKind {
  /** What is called `ResourceName`. */
  resourceName: string;
  /** The path of `ResourceUri`; null where Microsoft sends none. `{id}` is a new id in each event. */
  path: string | null;
}

const GDAP_RELATION: EventKind = {
  resourceName: 'granularAdminRelationship',
  path: '/v1.0/tenantRelationships/delegatedAdminRelationships/{id}',
};
const GDAP_ASSIGNMENT: EventKind = { resourceName: 'granularAdminAccessAssignment', path: null };
const DAP: EventKind = { resourceName: 'PartnerCustomerDap', path: null };
const MIGRATION: EventKind = {
  resourceName: 'newCommerceMigration',
  path: '/v1/migrations/newcommerce/{id}',
};
const REFERRAL: EventKind = { resourceName: 'referral', path: '/engagements/v1/referrals/{id}' };

/**
 * The events of Partner Center (checked 2023-10). The names of resources are documented for tests, subscriptions, usage, referrals and DAP; the
 * others are guesses.
 */
export const WEBHOOK_EVENTS: Readonly<Record<string, EventKind>> = {
  'test-created': { resourceName: 'test', path: '/webhooks/v1/registration/validationEvents/{id}' },
  'subscription-updated': {
    resourceName: 'subscription',
    path: '/webhooks/v1/customers/{id}/subscriptions/{id}',
  },
  'usagerecords-thresholdExceeded': { resourceName: 'usagerecords', path: '/v1/customers/usagerecords' },
  'invoice-ready': { resourceName: 'invoice', path: '/v1/invoices/{id}' },
  'azure-fraud-event-detected': { resourceName: 'AzureFraudEvent', path: '/v1/fraudEvents' },
  'reseller-relationship-accepted-by-customer': {
    resourceName: 'ResellerRelationship',
    path: '/v1/customers/{id}',
  },
  'dap-admin-relationship-approved': DAP,
  'dap-admin-relationship-terminated': DAP,
  'dap-admin-relationship-terminated-by-microsoft': DAP,
  'granular-admin-relationship-activated': GDAP_RELATION,
  'granular-admin-relationship-approved': GDAP_RELATION,
  'granular-admin-relationship-expired': GDAP_RELATION,
  'granular-admin-relationship-terminated': GDAP_RELATION,
  'granular-admin-access-assignment-activated': GDAP_ASSIGNMENT,
  'granular-admin-access-assignment-created': GDAP_ASSIGNMENT,
  'granular-admin-access-assignment-deleted': GDAP_ASSIGNMENT,
  'granular-admin-access-assignment-updated': GDAP_ASSIGNMENT,
  'new-commerce-migration-completed': MIGRATION,
  'new-commerce-migration-created': MIGRATION,
  'new-commerce-migration-failed': MIGRATION,
  'new-commerce-migration-schedule-failed': MIGRATION,
  'referral-created': REFERRAL,
  'referral-updated': REFERRAL,
  'related-referral-created': REFERRAL,
  'related-referral-updated': REFERRAL,
};
