/**
 * The world: everything that the sandbox knows about tenants and people. It is plain data that JSON can hold,
 * and it is live: a test may change it between two requests, and the next request sees the change. What a record is found by
 * (ids, names, its tenant) stays as it is in a record that is there: put another record in a new array instead.
 */
export interface World {
  settings: WorldSettings;
  tenants: Tenant[];
  users: User[];
  applications: Application[];
  servicePrincipals: ServicePrincipal[];
  consents: Consent[];
  relationships: Relationship[];
  vaults: Vault[];
}

/** Choices that hold for the whole cloud. */
export interface WorldSettings {
  /** The issuer of v1 access tokens. `{login}` and `{tenantid}` are filled in. */
  issuerV1: string;
  /**
   * How Partner Center answers a user's token without `mfa` in `amr`. Three forms were seen in the field, all with status 401:
   * `900421` and `10001` are codes in a JSON body, `reason-phrase` has an empty body. `off` lets the call pass.
   */
  partnerCenterMfa: '900421' | '10001' | 'reason-phrase' | 'off';
  /** The id_tokens of the v1 token endpoint. Entra documents them as unsigned, and so they are unless told otherwise. */
  v1IdTokens?: 'unsigned' | 'signed';
}

/** An Entra tenant. */
export interface Tenant {
  /** A GUID in lower case. */
  id: string;
  name: string;
  defaultDomain: string;
  kind: 'partner' | 'customer' | 'vendor';
  /**
   * Who is asked for a one-time code. `when-registered`: each user who has a TOTP secret; others get in with a password alone.
   * `when-asked`: only if the application asks for MFA as well. `required`: everybody; users without a TOTP secret are refused.
   */
  mfa: 'when-registered' | 'when-asked' | 'required';
  /** True when users may consent for themselves to permissions that do not need an administrator. */
  usersMayConsent: boolean;
}

/** A person or a service account. */
export interface User {
  /** The object id in the user's own tenant; a GUID in lower case. */
  objectId: string;
  tenantId: string;
  userPrincipalName: string;
  displayName: string;
  password: string;
  /** Base32. Absent for a user who never registered for MFA. */
  totpSecret?: string;
  /** Names of Entra directory roles, such as `Global Administrator`. */
  directoryRoles: string[];
  /** Names of groups, such as `AdminAgents`. */
  groups: string[];
  /** For a guest: the tenant where the account really lives. */
  guestOf?: string;
  /** For a guest: the address that the person signs in with. */
  mail?: string;
  /**
   * Keeps `amr` out of the user's access tokens. `absent`: nobody can tell whether there was MFA.
   * `partner-center-only`: Partner Center still knows, and says so in `isMfaCompliant`.
   */
  amrClaim?: 'absent' | 'partner-center-only';
  state: 'active' | 'disabled';
  /** Refresh tokens issued before this instant (epoch milliseconds) are revoked. */
  sessionsRevokedAt?: number;
}

/** An application registration. All of them are web applications. */
export interface Application {
  clientId: string;
  /** The tenant that holds the registration. */
  homeTenantId: string;
  displayName: string;
  secrets: ClientSecret[];
  /** X.509 certificates, PEM. */
  certificates: string[];
  /** Exact values of the web platform, for sign-in and for admin consent. */
  redirectUris: string[];
  /** The delegated permissions on the registration: what `/.default` stands for. */
  requiredScopes: ResourceScopes[];
  /** The application permissions on the registration. */
  requiredRoles?: ResourceRoles[];
  multiTenant: boolean;
  /** The switch "ID tokens (used for implicit and hybrid flows)" of the registration. Off when absent. */
  idTokenIssuance?: boolean;
}

export interface ClientSecret {
  value: string;
  /** Epoch milliseconds. */
  expiresAt?: number;
}

export interface ResourceScopes {
  /** The canonical URI of the resource, such as `https://graph.microsoft.com`. */
  resource: string;
  scopes: string[];
}

export interface ResourceRoles {
  resource: string;
  roles: string[];
}

/** The presence of an application in a tenant. */
export interface ServicePrincipal {
  tenantId: string;
  clientId: string;
  state: 'enabled' | 'disabled';
  /** Application permissions that an administrator of the tenant granted. */
  roles: ResourceRoles[];
}

/** Delegated permissions that somebody granted to an application in a tenant. */
export interface Consent {
  tenantId: string;
  clientId: string;
  resource: string;
  scopes: string[];
  /** `admin`: for everybody in the tenant. `user`: for `userObjectId` alone. */
  kind: 'admin' | 'user';
  userObjectId?: string;
}

/** A partner's granular delegated admin privileges (GDAP) over a customer. */
export interface Relationship {
  partnerTenantId: string;
  customerTenantId: string;
  kind: 'gdap';
  /** Names of the Entra roles that the relationship gives in the customer's tenant. */
  roles: string[];
  /** Object ids of the partner's users who have these roles. Nobody, if empty; the customer is still a customer. */
  userObjectIds: string[];
}

/** An Azure key vault. Its secrets are no part of the world: they live in memory alone. */
export interface Vault {
  /** The first part of its host; 3 to 24 letters, digits and hyphens, in lower case. */
  name: string;
  /** The tenant of the vault's subscription: tokens come from there. */
  tenantId: string;
  /** With it, a deleted secret cannot be purged before its time. Off when absent. */
  purgeProtection?: boolean;
  /** `closed` refuses every caller. `open` when absent. */
  firewall?: 'open' | 'closed';
  /** The access policies. */
  access: VaultAccess[];
  /** How long a deleted secret can be recovered: 7 to 90 days. */
  softDeleteDays: number;
}

/** What one caller may do with the secrets of a vault. It names either an `objectId` or a `clientId`. */
export interface VaultAccess {
  /** The `oid` of the caller's tokens: of a user, or of a service principal. */
  objectId?: string;
  /** An application that acts for itself. */
  clientId?: string;
  permissions: VaultPermission[];
}

export type VaultPermission = 'get' | 'set' | 'list' | 'delete' | 'recover' | 'purge' | 'backup' | 'restore';
