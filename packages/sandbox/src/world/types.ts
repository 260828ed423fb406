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
  conditionalAccess: ConditionalAccessPolicy[];
  vaults: Vault[];
  azureSubscriptions: AzureSubscription[];
}

/** Choices that hold for the whole cloud. */
export interface WorldSettings {
  /** The issuer of v1 access tokens. It begins with `{login}/`, the sandbox's own origin; that and `{tenantid}` are filled in. */
  issuerV1: string;
  /**
   * How Partner Center answers a user's token without `mfa` in `amr`. Three forms were seen in the field, all with status 401:
   * `900421` and `10001` are codes in a JSON body, `reason-phrase` has an empty body. `off` lets every call pass. A token that does
   * not tell of MFA at all (`amrClaim`) passes in every form: it stands for an enforcement that reaches only a share of the calls.
   */
  partnerCenterMfa: '900421' | '10001' | 'reason-phrase' | 'off';
  /** The id_tokens of the v1 token endpoint. Entra documents them as unsigned, and so they are unless told otherwise. */
  v1IdTokens?: 'unsigned' | 'signed';
  /** What happens to a refresh token that was redeemed. Entra keeps it alive: `reusable`, and so it is unless told otherwise. */
  refreshTokens?: 'reusable' | 'single-use';
  /**
   * How often one client may send the same token request for the same user within five minutes before Entra calls it a loop
   * (50196). 300 unless told otherwise; Microsoft does not publish the number.
   */
  loopLimit?: number;
  /** How many requests a minute Partner Center takes for one partner and customer. 500 unless told otherwise. */
  partnerCenterPerMinute?: number;
  /**
   * How Graph writes that a requirement of the security score is not met. Its documents have a slip of the pen, `noncomplaint`, and so
   * it is unless told otherwise.
   */
  securityScoreStatus?: 'noncomplaint' | 'noncompliant';
  /**
   * How long after a consent was given or withdrawn at Partner Center the token endpoint still sees what was before, in
   * milliseconds. At once when absent; in Microsoft's cloud it takes seconds, and sometimes minutes.
   */
  consentSeenAfterMs?: number;
  /** How Partner Center writes `links.next`: Microsoft's own examples have both. `without-v1` unless told otherwise. */
  partnerCenterNextUri?: 'with-v1' | 'without-v1';
  /** The subject of the certificate that webhook events are signed under. Its organisation is `Microsoft Corporation` unless told otherwise. */
  webhookSubject?: string;
  /** How many transactions in ten seconds Key Vault takes for one vault. 2,000 unless told otherwise. */
  vaultPerTenSeconds?: number;
  /** How many items are on a page of Azure Resource Manager. 100 unless told otherwise; Microsoft does not publish the number. */
  armPageSize?: number;
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
  /**
   * The tenant's users sign in at an identity provider of its own, which asks for the one-time code and sends no
   * `multipleauthn` claim: Entra does not see the MFA, and `amr` is without `mfa`.
   */
  federation?: 'mfa-without-claim';
  /** Domains of the tenant, and what each is federated with. The default domain is there anyway, managed unless told otherwise. */
  domains?: TenantDomain[];
  /**
   * The plan of Entra ID that its licences give. `free` has neither the report of registered methods nor sign-in logs. `p1` unless
   * told otherwise.
   */
  entraPlan?: 'free' | 'p1' | 'p2';
  /** Security defaults are on: who holds a role of an administrator must do MFA at every sign-in, and what is asked of others stays. */
  securityDefaults?: boolean;
  /** Networks that have a name, for the policies to speak of. */
  namedLocations?: NamedLocation[];
  /**
   * What kind of partner it is. A reseller of an indirect provider, or an advisor, has no security score, and a reseller no API of
   * Partner Center. `direct-bill` when absent.
   */
  partnerProgram?: 'direct-bill' | 'indirect-provider' | 'indirect-reseller' | 'advisor';
  /** Of a reseller: the tenant of the indirect provider that it sells for. */
  indirectProvider?: string;
  /** An integration sandbox account of a partner: its customers can be deleted, and there are 75 of them at most. */
  isIntegrationSandbox?: boolean;
  /** For how many days MFA counts before it must be done again (50078). Without end when absent. */
  mfaLifetimeDays?: number;
  /** How many incidents Defender has for the tenant. Derived from its id when absent, 0 to 8. */
  incidents?: number;
}

/** A domain of a tenant. */
export interface TenantDomain {
  name: string;
  /** The identity provider where its users sign in. Absent for a managed domain: they sign in at Entra. */
  federation?: DomainFederation;
}

/** How a domain is federated. */
export interface DomainFederation {
  /** True when the provider tells of the MFA that it did (`multipleauthn`). */
  sendsMfaClaim: boolean;
  /**
   * What Entra does about MFA: takes the provider's and else does its own (`accept`), leaves it to the provider (`enforce`), or does
   * its own whatever the provider says (`reject`). As `accept` when absent, and then Graph shows none.
   */
  mfaBehavior?: 'accept' | 'enforce' | 'reject';
}

/** Networks that have a name. */
export interface NamedLocation {
  /** A GUID in lower case. */
  id: string;
  displayName: string;
  networks: string[];
  isTrusted: boolean;
}

/** An authentication method by the name that Graph's report of registered methods has for it. */
export type AuthenticationMethod =
  | 'alternateMobilePhone'
  | 'email'
  | 'fido2'
  | 'hardwareOneTimePasscode'
  | 'microsoftAuthenticatorPush'
  | 'mobilePhone'
  | 'officePhone'
  | 'securityQuestion'
  | 'softwareOneTimePasscode'
  | 'temporaryAccessPass'
  | 'windowsHelloForBusiness';

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
  /**
   * Where the one-time code goes, if not to Entra: to a product of somebody else that tells Entra nothing (`third-party`); or to the
   * set-up of Windows Hello, and `amr` has `ngcmfa` in place of `mfa` (`hello-provisioning`).
   */
  secondFactor?: 'third-party' | 'hello-provisioning';
  /** Authentication methods that the user registered beside the one-time code. Nobody can sign in with them: they are shown. */
  methods?: AuthenticationMethod[];
  /** The device that the user signs in from. Absent for one that the tenant does not manage. */
  device?: 'compliant' | 'hybrid-joined';
  /** True for an account that comes from a directory on premises. */
  isSynced?: boolean;
  /** When the account was made, epoch milliseconds. */
  createdAt?: number;
  /** Names of Entra directory roles, such as `Global Administrator`. */
  directoryRoles: string[];
  /** Names of groups, such as `AdminAgents`. */
  groups: string[];
  /** For a guest: the tenant where the account really lives. */
  guestOf?: string;
  /** For a guest: the address that the person signs in with. */
  mail?: string;
  /**
   * Keeps `amr` out of the user's access tokens. `absent`: nobody can tell whether there was MFA, and Partner Center lets the calls
   * pass, with MFA or without: so was it for the calls that its enforcement had not reached yet (June 2026).
   * `partner-center-only`: Partner Center still knows, says so in `isMfaCompliant`, and refuses a call without MFA.
   */
  amrClaim?: 'absent' | 'partner-center-only';
  state: 'active' | 'disabled';
  /** True when the password must be changed before the next sign-in (50055). */
  passwordExpired?: boolean;
  /** When the password was last changed or reset, epoch milliseconds. As `createdAt` when absent. */
  passwordChangedAt?: number;
  /** Sign-ins up to this instant (epoch milliseconds) are revoked, with their refresh tokens. A guest's are revoked at home. */
  sessionsRevokedAt?: number;
}

/** An application registration. */
export interface Application {
  clientId: string;
  /** The tenant that holds the registration. */
  homeTenantId: string;
  displayName: string;
  secrets: ClientSecret[];
  /** X.509 certificates, PEM. */
  certificates: string[];
  /** Identity providers whose tokens the application may authenticate with. None when absent. */
  federatedCredentials?: FederatedCredential[];
  /** Exact values of the web platform, for sign-in and for admin consent. */
  redirectUris: string[];
  /** Redirect URIs of the single-page platform: codes are redeemed by a page, and refresh tokens live for a day. */
  spaRedirectUris?: string[];
  /** Redirect URIs of the mobile and desktop platform: the client is public. At `http://localhost` any port will do. */
  publicClientRedirectUris?: string[];
  /** The switch "Allow public client flows", which the device code grant needs. Off when absent. */
  allowPublicClientFlows?: boolean;
  /** False for an application that Partner Center does not know. True when absent. */
  registeredInPartnerCenter?: boolean;
  /** The delegated permissions on the registration: what `/.default` stands for. */
  requiredScopes: ResourceScopes[];
  /** The application permissions on the registration. */
  requiredRoles?: ResourceRoles[];
  multiTenant: boolean;
  /** The API that the application exposes to others. None when absent. */
  api?: ApplicationApi;
  /** The switch "ID tokens (used for implicit and hybrid flows)" of the registration. Off when absent. */
  idTokenIssuance?: boolean;
  /** Optional claims of its id_tokens. None when absent. */
  optionalIdTokenClaims?: 'auth_time'[];
}

/** An API of somebody's own: a resource in every tenant where its application is installed. */
export interface ApplicationApi {
  /** Such as `api://control-panel.example`. Consents and registrations name it so. */
  identifierUri: string;
  /** Names of its delegated permissions. */
  scopes: string[];
  /** Which version of access tokens it accepts. */
  accessTokenVersion: 1 | 2;
}

/** Trust in the tokens of an outside identity provider (workload identity federation). */
export interface FederatedCredential {
  issuer: string;
  subject: string;
  audience: string;
  /** The provider's public keys. The sandbox reads them here, where Entra fetches them from the issuer. */
  keys: Record<string, unknown>[];
}

/** A secret of an application, in clear: it is an example. */
export interface ClientSecret {
  value: string;
  /** Epoch milliseconds. */
  expiresAt?: number;
  /** When it was made, epoch milliseconds. */
  createdAt?: number;
  displayName?: string;
}

/** Delegated permissions on one API. */
export interface ResourceScopes {
  /** The canonical URI of the resource, such as `https://graph.microsoft.com`. */
  resource: string;
  scopes: string[];
}

/** Application permissions on one API. */
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
  /** The only users who may use the application in this tenant (50105 for the others). Everybody when absent. */
  assignedUserObjectIds?: string[];
  /** Roles that the application defines (app roles), and who has them in this tenant. */
  userRoles?: UserRole[];
}

/** A user who has a role of an application. */
export interface UserRole {
  userObjectId: string;
  /** The value of the role, as it stands in tokens. */
  role: string;
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

/**
 * A partner's relationship with a customer, and the delegated admin privileges that come with it: granular ones (GDAP), or the
 * old ones (DAP), which make every member of AdminAgents a Global Administrator.
 */
export interface Relationship {
  partnerTenantId: string;
  customerTenantId: string;
  kind: 'gdap' | 'dap';
  /** GDAP: names of the Entra roles that it gives in the customer's tenant. */
  roles: string[];
  /** GDAP: object ids of the partner's users who have these roles. Nobody, if empty; the customer is still a customer. */
  userObjectIds: string[];
  /** When the privileges end, epoch milliseconds. The customer stays a customer. */
  endsAt?: number;
  /** GDAP: its id in Graph. Derived when absent; needed where a partner has several relationships with one customer. */
  id?: string;
  /** GDAP: its name in Graph. */
  displayName?: string;
  /** GDAP: when the customer approved it, epoch milliseconds. */
  approvedAt?: number;
  /** GDAP: true when it was ended before its time. */
  isTerminated?: boolean;
  /** GDAP: the partner's groups that have some of its roles, beside `userObjectIds`, who have all of them. */
  assignments?: AccessAssignment[];
}

/** Roles of a GDAP relationship that the members of one of the partner's groups have in the customer's tenant. */
export interface AccessAssignment {
  id: string;
  /** The name of the group. */
  group: string;
  /** Names of roles that the relationship has. */
  roles: string[];
}

/** A conditional-access policy of one tenant. It applies to a request that meets all its conditions. */
export interface ConditionalAccessPolicy {
  /** A GUID in lower case. A claims challenge names it. */
  id: string;
  tenantId: string;
  displayName: string;
  state: 'enabled' | 'report-only' | 'disabled';
  users: PolicyUsers;
  /** Canonical URIs of resources. */
  resources: 'all' | string[];
  /** Resources that it leaves out. */
  excludeResources?: string[];
  /**
   * Where the request comes from: addresses, networks such as `203.0.113.0/24`, ids of the tenant's named locations, and `trusted`
   * for all of these that are. Everywhere when absent.
   */
  locations?: { include: 'all' | string[]; exclude?: string[] };
  /** Platforms of devices. No request of the sandbox tells its platform: it is met by `all` only. Every one when absent. */
  platforms?: { include: 'all' | PolicyPlatform[]; exclude?: PolicyPlatform[] };
  /** Kinds of clients. The sandbox has browsers and modern ones alone: `exchangeActiveSync` and `other` meet none. `['all']` when absent. */
  clientAppTypes?: PolicyClientApp[];
  /**
   * What it wants. Absent when it only limits the session. Of several, one is enough (`or`), or all are needed (`and`).
   *
   * - `mfa`, and `mfa-strength`: the same, written as the authentication strength "Multifactor authentication"
   * - `compliant-device`, `hybrid-joined-device`: 530003 for a user without such a `device`
   * - `approved-application`: one of the client applications on Microsoft's list, which none of the sandbox is: 53002
   * - `external-challenge`: a custom control, 50158 until a person passed its page, and never MFA
   * - `block`: 53003
   */
  grant?: PolicyGrant | PolicyGrant[];
  /** `or` unless told otherwise. */
  operator?: 'or' | 'and';
  /** After how many hours a person must sign in again (70043). */
  signInFrequencyHours?: number;
  /** Whether a browser stays signed in when it is closed. It is shown: the browsers of the sandbox are never closed. */
  persistentBrowser?: 'always' | 'never';
  /** Epoch milliseconds. */
  createdAt?: number;
  /** Epoch milliseconds. */
  modifiedAt?: number;
}

/** One thing that a policy can want. */
export type PolicyGrant =
  | 'mfa'
  | 'mfa-strength'
  | 'compliant-device'
  | 'hybrid-joined-device'
  | 'approved-application'
  | 'external-challenge'
  | 'block';

export type PolicyPlatform = 'android' | 'iOS' | 'windows' | 'macOS' | 'linux' | 'windowsPhone';

export type PolicyClientApp =
  | 'all'
  | 'browser'
  | 'mobileAppsAndDesktopClients'
  | 'exchangeActiveSync'
  | 'other';

/** Whom a policy is about. */
export interface PolicyUsers {
  /** Object ids at home. */
  include: 'all' | string[];
  exclude?: string[];
  /** Names of groups of the tenant. */
  includeGroups?: string[];
  excludeGroups?: string[];
  /** Names of directory roles. */
  includeRoles?: string[];
  excludeRoles?: string[];
  /** The guests of the tenant. */
  includeGuests?: boolean;
  excludeGuests?: boolean;
  /** Leaves out a partner's users who come through GDAP or DAP ("service provider users"). */
  excludeServiceProviders?: boolean;
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
  /** How long a deletion is under way before the secret is deleted, in milliseconds. At once when absent. */
  deletionMs?: number;
}

/** An Azure subscription. */
export interface AzureSubscription {
  /** A GUID in lower case. */
  id: string;
  /** The tenant that it belongs to: tokens come from there. */
  tenantId: string;
  displayName: string;
  state: 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted';
  /** The partner that sold it. Its AdminAgents own it on behalf of the customer, as long as GDAP or DAP lets them in. */
  partnerTenantId?: string;
  /** Who else has a role in it. */
  access: SubscriptionAccess[];
}

/** One who has a role in a subscription. It names either an `objectId` or a `clientId`. */
export interface SubscriptionAccess {
  /** The object id of a user at home. */
  objectId?: string;
  /** An application that acts for itself. */
  clientId?: string;
}

/** What one caller may do with the secrets of a vault. It names either an `objectId` or a `clientId`. */
export interface VaultAccess {
  /** The `oid` of the caller's tokens: of a user, or of a service principal. */
  objectId?: string;
  /** An application that acts for itself. */
  clientId?: string;
  permissions: VaultPermission[];
}

/** What an access policy of a vault allows to do with its secrets. */
export type VaultPermission = 'get' | 'set' | 'list' | 'delete' | 'recover' | 'purge' | 'backup' | 'restore';
