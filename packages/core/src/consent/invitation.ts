import type { InvitationId, ObjectId, TenantId } from '../ids.ts';
import type { PartnerKind } from './partner-kind.ts';

/**
 * `approve`: an administrator approves the application for the whole tenant; nothing is stored.
 * `connect`: the service account consents and gives the grant.
 * `customer`: an administrator of a customer consents for the customer's whole tenant; nothing secret comes of it.
 * `test`: an account signs in, so that it is seen whether that takes MFA; nothing is kept but what was seen.
 */
export type InvitationKind = 'approve' | 'connect' | 'customer' | 'test';

/** Whose administrator a `customer` invitation is for, and what they are asked for. */
export interface InvitedCustomer {
  /** The tenant that must answer. Undefined: whoever signs in says it by a signed id_token, and then it is pinned. */
  readonly tenant: TenantId | undefined;
  /** The customer's name for people; it proves nothing. */
  readonly name: string | undefined;
  /** Where the tenant is not known: one of these. Undefined: any that can be a customer. */
  readonly allowed: readonly TenantId[] | undefined;
  /** The APIs whose permissions are wanted. Undefined: all that the configuration names, when it is looked at. */
  readonly resources: readonly string[] | undefined;
}

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
  /** The tenant that must answer; of a `customer` invitation, the one whose customer it is. */
  readonly partner: TenantId;
  /** The partner's name for people; it proves nothing. */
  readonly partnerName: string | undefined;
  /** As the operator said. Of a reseller it decides what is asked for. Undefined where nobody said. */
  readonly partnerKind?: PartnerKind | undefined;
  /** A user name that the sign-in page may fill in; it proves nothing. */
  readonly account: string | undefined;
  /** The account that must answer, if the operator knew its object id. */
  readonly accountId: ObjectId | undefined;
  /** True when an operator decided to accept a sign-in of which MFA cannot be told. */
  readonly acceptsUnknownMfa: boolean;
  /** A claims challenge that the sign-in must meet. */
  readonly challenge: ClaimsChallenge | undefined;
  /** Of a `customer` invitation alone. */
  readonly customer?: InvitedCustomer | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When it sealed a grant, recorded an approval or a test, or a customer's consent was proved; it cannot be used again. */
  readonly spentAt: number | undefined;
  /** When an operator took it back. */
  readonly revokedAt?: number | undefined;
}
