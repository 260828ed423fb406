/** @see Microsoft Graph v1.0, delegatedAdminRelationship resource (2026-11) */
export interface GdapRelationship {
  readonly id: string;
  readonly displayName?: string;
  /** An ISO 8601 duration, such as `P730D`. */
  readonly duration?: string;
  /** `P180D`, or `PT0S` for one that is not extended by itself. */
  readonly autoExtendDuration?: string;
  /** created, approvalPending, approved, activating, active, expiring, expired, terminationRequested, terminating, terminated. */
  readonly status?: string;
  readonly customer?: { readonly tenantId?: string; readonly displayName?: string | null } | null;
  readonly accessDetails?: GdapAccessDetails;
  readonly createdDateTime?: string;
  readonly activatedDateTime?: string | null;
  readonly endDateTime?: string | null;
  /** Fields that are not named here are passed through. */
  readonly [field: string]: unknown;
}

/** The roles of a GDAP relationship or assignment. */
export interface GdapAccessDetails {
  readonly unifiedRoles?: readonly { readonly roleDefinitionId: string }[];
}

/** Roles of a relationship, given to a group of the partner's. @see Microsoft Graph v1.0, delegatedAdminAccessAssignment (2026-11) */
export interface GdapAssignment {
  readonly id: string;
  /** Its version, without which it cannot be deleted. */
  readonly '@odata.etag'?: string;
  /** pending, active, deleting, deleted, error. */
  readonly status?: string;
  readonly accessContainer?: { readonly accessContainerId?: string; readonly accessContainerType?: string };
  readonly accessDetails?: GdapAccessDetails;
  readonly [field: string]: unknown;
}

/** A customer with whom there is an active relationship. @see Microsoft Graph v1.0, delegatedAdminCustomer resource (2026-11) */
export interface GdapCustomer {
  readonly id: string;
  readonly tenantId?: string;
  readonly displayName?: string | null;
  readonly [field: string]: unknown;
}

/** A relationship to propose. */
export interface GdapProposal {
  /** At most 50 characters, and unlike that of every other relationship of the partner. */
  readonly displayName: string;
  /** In days: 1 to 730. */
  readonly days: number;
  /** Ids of role templates of Entra. Global Administrator may be among them, but such a relationship is never extended by itself. */
  readonly roles: readonly string[];
  /** The customer's tenant. Without it any customer may approve the link. */
  readonly customer?: string;
  /** Whether it goes on for 180 days each time it would end. */
  readonly isAutoExtended?: boolean;
}
