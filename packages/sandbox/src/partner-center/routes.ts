import { webhookRoutes } from './webhook-routes.ts';
import { webhookValidationRoutes } from './webhook-validation.ts';
import { serviceRequestRoutes } from './service-requests.ts';
import { relationshipRoutes } from './relationships.ts';
import { orderRoutes } from './orders.ts';
import { mfaReportRoutes } from './mfa-reports.ts';
import { invoiceRoutes } from './invoices.ts';
import { fraudEventRoutes } from './fraud-events.ts';
import { cartRoutes } from './carts.ts';
import { auditRoutes } from './audit-records.ts';
import { agreementRoutes } from './agreements.ts';
import { applicationConsentRoutes } from './application-consent-routes.ts';
import { billingRoutes } from './customer-billing.ts';
import { customerUserRoutes } from './customer-users.ts';
import { customerRoutes } from './customers.ts';
import { directoryRoleRoutes } from './directory-roles.ts';
import { licenseRoutes } from './licenses.ts';
import { profileRoutes } from './profiles.ts';
import type { Route } from './route.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { writeUserRoutes } from './write-users.ts';

/** Everything that Partner Center can be asked for. */
export const ROUTES: readonly Route[] = [
  // Before the customers: its path looks like one.
  ...relationshipRoutes,
  ...customerRoutes,
  ...customerUserRoutes,
  ...writeUserRoutes,
  ...licenseRoutes,
  ...directoryRoleRoutes,
  ...subscriptionRoutes,
  ...billingRoutes,
  ...applicationConsentRoutes,
  ...profileRoutes,
  ...agreementRoutes,
  ...auditRoutes,
  ...cartRoutes,
  ...fraudEventRoutes,
  ...invoiceRoutes,
  ...mfaReportRoutes,
  ...orderRoutes,
  ...serviceRequestRoutes,
  ...webhookRoutes,
  ...webhookValidationRoutes,
];
