import type { Agreement } from './agreements.ts';
import { createAuditLog } from './audit-log.ts';
import type { AuditLog } from './audit-log.ts';
import type { Cart } from './carts.ts';
import type { BillingProfiles } from './customer-billing.ts';
import type { DeletedUser, UserDetails } from './customer-users.ts';
import type { FraudResolution } from './fraud-events.ts';
import type { Assignments } from './license-assignments.ts';
import { createMfaLog } from './mfa-log.ts';
import type { MfaLog } from './mfa-log.ts';
import type { SubscriptionChanges } from './subscription-records.ts';

/** What Partner Center remembers beside the world. It lives in memory, and holds what was changed: the rest is derived. */
export interface PartnerCenterState {
  readonly billingProfiles: BillingProfiles;
  readonly subscriptions: SubscriptionChanges;
  readonly licenses: Assignments;
  readonly userDetails: Map<string, UserDetails>;
  /** In the order in which they were deleted. */
  readonly deletedUsers: DeletedUser[];
  /** By customer. */
  readonly agreements: Map<string, readonly Agreement[]>;
  readonly carts: Map<string, Cart>;
  /** By event. */
  readonly fraud: Map<string, FraudResolution>;
  readonly audit: AuditLog;
  readonly mfa: MfaLog;
}

/** Creates the memory of a Partner Center where nothing has happened yet. */
export function createPartnerCenterState(): PartnerCenterState {
  return {
    billingProfiles: new Map(),
    subscriptions: new Map(),
    licenses: new Map(),
    userDetails: new Map(),
    deletedUsers: [],
    agreements: new Map(),
    carts: new Map(),
    fraud: new Map(),
    audit: createAuditLog(),
    mfa: createMfaLog(),
  };
}
