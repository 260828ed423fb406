import { billingOperations } from './operations/billing.ts';
import { commerceOperations } from './operations/commerce.ts';
import { customerOperations } from './operations/customers.ts';
import { partnerOperations } from './operations/partner.ts';
import { securityOperations } from './operations/security.ts';
import { subscriptionOperations } from './operations/subscriptions.ts';
import { userOperations } from './operations/users.ts';
import { webhookOperations } from './operations/webhooks.ts';

/** The operations of Partner Center that have a method, in groups. A row here is all that a new one needs. */
export const partnerCenterOperations = {
  customers: customerOperations,
  users: userOperations,
  subscriptions: subscriptionOperations,
  commerce: commerceOperations,
  billing: billingOperations,
  partner: partnerOperations,
  security: securityOperations,
  webhooks: webhookOperations,
} as const;

export const operations = {
  ...customerOperations,
  ...userOperations,
  ...subscriptionOperations,
  ...commerceOperations,
  ...billingOperations,
  ...partnerOperations,
  ...securityOperations,
  ...webhookOperations,
} as const;
