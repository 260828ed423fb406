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
  ...customerRoutes,
  ...customerUserRoutes,
  ...writeUserRoutes,
  ...licenseRoutes,
  ...directoryRoleRoutes,
  ...subscriptionRoutes,
  ...billingRoutes,
  ...applicationConsentRoutes,
  ...profileRoutes,
];
