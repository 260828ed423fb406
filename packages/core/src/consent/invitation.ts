import type { InvitationId, ObjectId, TenantId } from '../ids.ts';

/**
 * `approve`: an administrator approves the application for the whole tenant; nothing is stored.
 * `connect`: the service account consents and gives the grant.
 */
export type InvitationKind = 'approve' | 'connect';

/** What a tenant asked for beyond the sign-in that there was. */
export interface ClaimsChallenge {
  /** The tenant that asked: the partner's own, or a customer's. */
  readonly tenant: TenantId;
  /** JSON, sent to the authorize endpoint letter by letter, and nowhere else. */
  readonly claims: string;
}

/** A consent link for one person. It pins the tenant and, if known, the account. */
export interface Invitation {
  readonly id: InvitationId;
  readonly kind: InvitationKind;
  /** The tenant that must answer. */
  readonly partner: TenantId;
  /** The partner's name for people; it proves nothing. */
  readonly partnerName: string | undefined;
  /** A user name that the sign-in page may fill in; it proves nothing. */
  readonly account: string | undefined;
  /** The account that must answer, if the operator knew its object id. */
  readonly accountId: ObjectId | undefined;
  /** True when an operator decided to accept a sign-in of which MFA cannot be told. */
  readonly acceptsUnknownMfa: boolean;
  /** A claims challenge that the sign-in must meet. */
  readonly challenge: ClaimsChallenge | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When it sealed a grant or recorded an approval; it cannot be used again. */
  readonly spentAt: number | undefined;
}
