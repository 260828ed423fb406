import { createAuditLog } from './audit-log.ts';
import type { AuditLog } from './audit-log.ts';
import type { BillingProfiles } from './customer-billing.ts';
import type { DeletedUser, UserDetails } from './customer-users.ts';
import type { Assignments } from './license-assignments.ts';
import type { SubscriptionChanges } from './subscription-records.ts';

/** What Partner Center remembers beside the world. It lives in memory, and holds what was changed: the rest is derived. */
export interface PartnerCenterState {
  readonly billingProfiles: BillingProfiles;
  readonly subscriptions: SubscriptionChanges;
  readonly licenses: Assignments;
  readonly userDetails: Map<string, UserDetails>;
  /** In the order in which they were deleted. */
  readonly deletedUsers: DeletedUser[];
  readonly audit: AuditLog;
}

/** Creates the memory of a Partner Center where nothing has happened yet. */
export function createPartnerCenterState(): PartnerCenterState {
  return {
    billingProfiles: new Map(),
    subscriptions: new Map(),
    licenses: new Map(),
    userDetails: new Map(),
    deletedUsers: [],
    audit: createAuditLog(),
  };
}
