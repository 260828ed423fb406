import { customerPage } from './pages/customer.ts';
import { customersPage } from './pages/customers.ts';
import { grantActs } from './pages/grant-acts.ts';
import { invitationActs } from './pages/invitation-acts.ts';
import { invitationsPage } from './pages/invitations.ts';
import { partnerActs } from './pages/partner-acts.ts';
import { partnerPage } from './pages/partner.ts';
import { partnersPage } from './pages/partners.ts';
import { stopActs } from './pages/stop-acts.ts';
import { auditPages } from './pages/audit.ts';
import { auditActs } from './pages/audit-verification.ts';
import { callerPages } from './pages/caller.ts';
import { callerActs } from './pages/caller-acts.ts';
import { newCallerActs } from './pages/caller-new.ts';
import { callerListPages } from './pages/callers.ts';
import { credentialActs, credentialPages } from './pages/credentials.ts';
import { overviewPage } from './pages/overview.ts';
import { postureActs } from './pages/posture-acts.ts';
import { posturePages } from './pages/posture.ts';
import { partnerPosturePages } from './pages/posture-of-partner.ts';
import { postureReportPages } from './pages/posture-report.ts';
import { settingsPages } from './pages/settings.ts';
import { sweepActs } from './pages/sweep-acts.ts';
import { sweepCustomerPages } from './pages/sweep-customers.ts';
import { sweepStartActs } from './pages/sweep-start.ts';
import { sweepPages } from './pages/sweep.ts';
import { sweepListPages } from './pages/sweeps.ts';
import type { Act, Page } from './place.ts';

/** Every page of the dashboard. A new one is a file in `pages/`, and its line here. */
export const pages: readonly Page[] = [
  overviewPage,
  partnersPage,
  partnerPage,
  customersPage,
  customerPage,
  invitationsPage,
  ...sweepListPages,
  ...sweepPages,
  ...sweepCustomerPages,
  ...posturePages,
  ...partnerPosturePages,
  ...postureReportPages,
  ...callerListPages,
  ...callerPages,
  ...auditPages,
  ...credentialPages,
  ...settingsPages,
];

/** Everything that can be done at the dashboard. */
export const acts: readonly Act[] = [
  ...grantActs,
  ...stopActs,
  ...partnerActs,
  ...invitationActs,
  ...sweepStartActs,
  ...sweepActs,
  ...postureActs,
  ...newCallerActs,
  ...callerActs,
  ...auditActs,
  ...credentialActs,
];
