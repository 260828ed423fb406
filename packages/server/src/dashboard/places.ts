import { customerPage } from './pages/customer.ts';
import { customersPage } from './pages/customers.ts';
import { grantActs } from './pages/grant-acts.ts';
import { invitationActs } from './pages/invitation-acts.ts';
import { invitationsPage } from './pages/invitations.ts';
import { overviewPage } from './pages/overview.ts';
import { partnerActs } from './pages/partner-acts.ts';
import { partnerPage } from './pages/partner.ts';
import { partnersPage } from './pages/partners.ts';
import { stopActs } from './pages/stop-acts.ts';
import type { Act, Page } from './place.ts';

/** Every page of the dashboard. A new one is a file in `pages/`, and its line here. */
export const pages: readonly Page[] = [
  overviewPage,
  partnersPage,
  partnerPage,
  customersPage,
  customerPage,
  invitationsPage,
];

/** Everything that can be done at the dashboard. */
export const acts: readonly Act[] = [...grantActs, ...stopActs, ...partnerActs, ...invitationActs];
