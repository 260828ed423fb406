/** @see Microsoft Graph v1.0, user resource (2026-11) */
export interface GraphUser {
  readonly id: string;
  readonly displayName?: string | null;
  readonly userPrincipalName?: string;
  /** Fields that are not named here are passed through. */
  readonly [field: string]: unknown;
}

/** A group or directory role that the signed-in account is a member of. @see Microsoft Graph v1.0, memberOf (2026-11) */
export interface GraphMembership {
  readonly '@odata.type'?: string;
  readonly id: string;
  readonly displayName?: string | null;
  readonly roleTemplateId?: string;
  readonly [field: string]: unknown;
}

/** An application as a tenant has it. @see Microsoft Graph v1.0, servicePrincipal resource (2026-11) */
export interface GraphServicePrincipal {
  /** Its object id in this tenant: another one in each. */
  readonly id: string;
  readonly appId: string;
  readonly appDisplayName?: string | null;
  readonly displayName?: string | null;
  readonly accountEnabled?: boolean;
  /** The delegated permissions that it offers, where it is an API. */
  readonly oauth2PermissionScopes?: readonly GraphPermission[];
  /** The application permissions that it offers. */
  readonly appRoles?: readonly GraphPermission[];
  readonly [field: string]: unknown;
}

/** A permission that an API offers. */
export interface GraphPermission {
  readonly id: string;
  /** Its name, such as `User.Read.All`. */
  readonly value?: string | null;
  readonly isEnabled?: boolean;
  readonly [field: string]: unknown;
}

/** Delegated permissions that were consented to. @see Microsoft Graph v1.0, oAuth2PermissionGrant resource (2026-11) */
export interface GraphPermissionGrant {
  readonly id: string;
  /** The object id of the application's service principal, not its application id. */
  readonly clientId: string;
  /** `AllPrincipals`: an administrator for everybody; `Principal`: for one user. */
  readonly consentType: string;
  /** The user, where it is for one. */
  readonly principalId?: string | null;
  /** The object id of the API's service principal. */
  readonly resourceId: string;
  /** The permissions, with spaces between them, and sometimes one in front. */
  readonly scope?: string | null;
  readonly [field: string]: unknown;
}

/** A tenant, as it sees itself. @see Microsoft Graph v1.0, organization resource (2026-11) */
export interface GraphOrganization {
  readonly id: string;
  readonly displayName?: string | null;
  readonly verifiedDomains?: readonly {
    readonly name?: string;
    readonly isDefault?: boolean;
    readonly isInitial?: boolean;
    readonly [field: string]: unknown;
  }[];
  readonly [field: string]: unknown;
}
