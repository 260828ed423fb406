import { body, headerPages, nothing, type Operations, one, pages } from '../operation.ts';
import type {
  PartnerCenterSubscription,
  ProvisioningStatus,
  SupportContact,
} from '../resources/subscription.ts';

/** Subscriptions of customers, their changes and their migration to new commerce. */
export const subscriptionOperations = {
  subscriptions: {
    request: 'GET /v1/customers/{customer}/subscriptions{?order_id,mpn_id}',
    answer: pages<PartnerCenterSubscription>(),
    access: 'both',
    source: 'get-all-of-a-customer-s-subscriptions',
  },
  subscription: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}',
    answer: one<PartnerCenterSubscription>(),
    access: 'both',
    source: 'get-a-subscription-by-id',
  },
  updateSubscription: {
    request: 'PATCH /v1/customers/{customer}/subscriptions/{subscription}',
    answer: one<PartnerCenterSubscription>(),
    body: body<PartnerCenterSubscription>(),
    access: 'both',
    etag: 'if-given',
    source: 'update-a-subscription-by-id',
  },
  subscriptionAddons: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/addons',
    answer: pages<PartnerCenterSubscription>(),
    access: 'both',
    source: 'get-a-list-of-add-ons-for-a-subscription',
  },
  subscriptionConversions: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/conversions',
    answer: pages(),
    access: 'app+user',
    source: 'get-a-list-of-trial-conversion-offers',
  },
  convertSubscription: {
    request: 'POST /v1/customers/{customer}/subscriptions/{subscription}/conversions',
    answer: one(),
    body: body(),
    access: 'app+user',
    source: 'convert-a-trial-subscription-to-paid',
  },
  subscriptionTransitions: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/transitions{?operationId}',
    answer: pages(),
    access: 'both',
    source: 'get-transitions',
  },
  subscriptionTransitionEligibilities: {
    request:
      'GET /v1/customers/{customer}/subscriptions/{subscription}/transitioneligibilities{?eligibilityType}',
    answer: pages(),
    access: 'both',
    source: 'transition-a-new-commerce-subscription',
  },
  transitionSubscription: {
    request: 'POST /v1/customers/{customer}/subscriptions/{subscription}/transitions',
    answer: one(),
    body: body(),
    access: 'both',
    source: 'transition-a-new-commerce-subscription',
  },
  upgradeSubscription: {
    request: 'POST /v1/customers/{customer}/subscriptions/{subscription}/upgrades',
    answer: one(),
    body: body(),
    access: 'both',
    source: 'transition-a-subscription',
  },
  subscriptionProvisioning: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/provisioningstatus',
    answer: one<ProvisioningStatus>(),
    access: 'app+user',
    source: 'get-subscription-provisioning-status',
  },
  subscriptionSupportContact: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/supportcontact',
    answer: one<SupportContact>(),
    access: 'app+user',
    source: 'get-a-subscription-s-support-contact',
  },
  updateSubscriptionSupportContact: {
    request: 'PUT /v1/customers/{customer}/subscriptions/{subscription}/supportcontact',
    answer: one<SupportContact>(),
    body: body<SupportContact>(),
    access: 'app+user',
    source: 'update-a-subscription-s-support-contact',
  },
  azureEntitlements: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/azureentitlements',
    answer: pages(),
    access: 'both',
    source: 'get-a-list-of-azure-entitlements-for-subscription',
  },
  subscriptionTermEndDates: {
    request: 'GET /v1/customers/{customer}/subscriptions/customTermEndDates',
    answer: one(),
    access: 'both',
    source: 'custom-term-end-dates',
  },
  migrations: {
    request:
      'GET /v1/migrations/newcommerce{?customerTenantId,currentSubscriptionId,status,externalReferenceId}',
    answer: headerPages(),
    access: 'both',
    source: 'query-migrated-subscriptions',
  },
  migration: {
    request: 'GET /v1/customers/{customer}/migrations/newcommerce/{migration}',
    answer: one(),
    access: 'both',
    source: 'get-new-commerce-migration',
  },
  createMigration: {
    request: 'POST /v1/customers/{customer}/migrations/newcommerce',
    answer: one(),
    body: body(),
    access: 'both',
    source: 'create-migration',
  },
  validateMigration: {
    request: 'POST /v1/customers/{customer}/migrations/newcommerce/validate',
    answer: one(),
    body: body(),
    access: 'both',
    source: 'validate-subscription-for-migration',
  },
  migrationEvents: {
    request: 'GET /v1/customers/{customer}/migrations/newcommerce/events{?migrationId,currentSubscriptionId}',
    answer: headerPages(),
    access: 'both',
    source: 'get-migration-events',
  },
  transfers: {
    request: 'GET /v1/customers/{customer}/transfers',
    answer: pages(),
    access: 'both',
    source: 'get-all-of-a-customer-s-transfers',
  },
  transfer: {
    request: 'GET /v1/customers/{customer}/transfers/{transfer}',
    answer: one(),
    access: 'both',
    source: 'get-transfer-by-id',
  },
  createTransfer: {
    request: 'POST /v1/customers/{customer}/transfers',
    answer: one(),
    body: body(),
    access: 'both',
    source: 'create-a-transfer',
  },
  acceptTransfer: {
    request: 'POST /v1/customers/{customer}/transfers/{transfer}/accept',
    answer: one(),
    body: body(),
    access: 'both',
    source: 'accept-a-transfer',
  },
  rejectTransfer: {
    request: 'PATCH /v1/customers/{customer}/transfers/{transfer}',
    answer: one(),
    body: body(),
    access: 'both',
    source: 'reject-a-transfer',
  },
  withdrawTransfer: {
    request: 'DELETE /v1/customers/{customer}/transfers/{transfer}',
    answer: nothing,
    access: 'both',
    source: 'withdraw-a-transfer',
  },
} as const satisfies Operations;
