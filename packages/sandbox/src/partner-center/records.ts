import type { User } from '../world/types.ts';

/** One operation that somebody did, or tried to do. */
export interface AuditRecord {
  id: string;
  partnerId: string;
  customerId?: string;
  customerName?: string;
  /** Absent for an application that acts for itself. */
  userPrincipalName?: string;
  applicationId: string;
  resourceType: string;
  /** JSON as text. */
  resourceOldValue: string;
  resourceNewValue: string;
  operationType: string;
  at: number;
  operationStatus: 'succeeded' | 'failed';
}

/** What Partner Center knows of a user beside the directory. */
export interface UserDetails {
  usageLocation?: string;
  firstName?: string;
  lastName?: string;
  immutableId?: string;
}

/** A user who can be restored for thirty days. */
export interface DeletedUser {
  user: User;
  deletedAt: number;
}

/** What was done about an event. */
export interface FraudResolution {
  eventStatus: 'Active' | 'Investigating' | 'Resolved';
  resolvedReason: string;
  resolvedAt: number;
  resolvedBy: string;
}

/** A test of a registration, and what became of it. */
export interface ValidationEvent {
  correlationId: string;
  partnerId: string;
  callbackUrl: string;
  at: number;
  /** Absent while it is under way. */
  outcome?: { status?: number; error?: string; at: number };
}

/** What a customer agreed to, as its partner confirmed it. */
export interface Agreement {
  userId: string;
  primaryContact: {
    firstName: string;
    lastName: string;
    email: string;
    phoneNumber?: string | null | undefined;
  };
  templateId: string;
  dateAgreed: string;
  type: 'MicrosoftCustomerAgreement' | 'MicrosoftCloudAgreement';
  agreementLink: string;
}

/** One thing to buy. */
export interface Purchase {
  offerId: string;
  quantity: number;
  friendlyName?: string | null | undefined;
  billingCycle?: 'monthly' | 'annual' | null | undefined;
  termDuration?: 'P1M' | 'P1Y' | null | undefined;
}

/** What somebody is about to buy for a customer. */
export interface Cart {
  id: string;
  customerId: string;
  createdAt: number;
  lastModifiedUser: string;
  status: 'Active' | 'Ordered';
  lineItems: (Omit<Purchase, 'offerId'> & { id: number; catalogItemId: string })[];
}
