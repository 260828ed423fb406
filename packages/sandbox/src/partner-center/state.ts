import type { BillingProfiles } from './billing-body.ts';
import { createAuditLog } from './audit-log.ts';
import type { AuditLog } from './audit-log.ts';
import type { Assignments } from './license-assignments.ts';
import { createMfaLog } from './mfa-log.ts';
import type { MfaLog } from './mfa-log.ts';
import type {
  Agreement,
  Cart,
  DeletedUser,
  FraudResolution,
  UserDetails,
  ValidationEvent,
} from './records.ts';
import type { SubscriptionChanges } from './subscription-records.ts';
import { createThrottle } from './throttle.ts';
import type { Throttle } from './throttle.ts';

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
  readonly validationEvents: Map<string, ValidationEvent>;
  readonly validationThrottle: Throttle;
}

/** Creates the memory of a Partner Center where nothing has happened yet. */
export function createPartnerCenterState(clock: { now(): number }): PartnerCenterState {
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
    validationEvents: new Map(),
    validationThrottle: createThrottle(clock.now, 60_000),
  };
}
