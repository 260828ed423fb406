import { deriveGuid } from '../ids.ts';
import { deriveSubscriptions } from './azure-subscriptions.ts';
import { ARM, DEFENDER, GRAPH, PARTNER_CENTER } from './resources.ts';
import type {
  Application,
  AzureSubscription,
  Consent,
  Relationship,
  ResourceRoles,
  ResourceScopes,
  Tenant,
  User,
  Vault,
  World,
} from './types.ts';

/** What a caller may choose about the default world. */
export interface DefaultWorldOptions {
  /** Where the application receives authorization codes. */
  redirectUris?: string[];
  /** Where it receives the answer of an admin consent. */
  adminConsentRedirectUris?: string[];
  /** A certificate (PEM) that the application may authenticate with, beside its secret. */
  certificate?: string;
  /** Allows the application `response_type=code id_token`. Off unless told otherwise. */
  idTokenIssuance?: boolean;
  /**
   * What is on the registration, and approved by an administrator wherever anything is: Graph alone unless told otherwise, or ARM and
   * Defender as well, for a user and for Defender also for the application itself.
   */
  approvedApis?: 'graph' | 'all';
}

/** The tenants of the default world. */
export const DEFAULT_TENANTS = {
  vendor: '10000000-0000-4000-8000-000000000000',
  partnerOne: '20000000-0000-4000-8000-000000000001',
  partnerTwo: '20000000-0000-4000-8000-000000000002',
  customerA: '30000000-0000-4000-8000-00000000000a',
  customerB: '30000000-0000-4000-8000-00000000000b',
  customerC: '30000000-0000-4000-8000-00000000000c',
  customerD: '30000000-0000-4000-8000-00000000000d',
  customerE: '30000000-0000-4000-8000-00000000000e',
} as const;

/** The application of the default world. Its secret opens nothing but a sandbox. */
export const DEFAULT_APPLICATION = {
  clientId: '40000000-0000-4000-8000-000000000000',
  secret: 'example-integration-secret~1',
} as const;

/** The passwords and TOTP secrets of the default world are examples, the same in every sandbox. */
export const DEFAULT_PASSWORD = 'Sandbox-password-1';
const TOTP_SECRETS = {
  service: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  administrator: 'KRUGKIDROVUWG2ZAMJZG653OEBTG66BA',
  federated: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
};

/** The roles that a partner has at a customer. */
export const GDAP_ROLES = [
  'Directory Readers',
  'Global Reader',
  'User Administrator',
  'Cloud Application Administrator',
];
/** What the application may do in Graph. */
export const GRAPH_SCOPES = ['User.Read', 'User.Read.All', 'Directory.Read.All'];

/** The delegated permissions that administrators approved. */
export function approvedScopes({ approvedApis }: DefaultWorldOptions): ResourceScopes[] {
  const graph = { resource: GRAPH, scopes: [...GRAPH_SCOPES] };
  if (approvedApis !== 'all') return [graph];
  return [
    graph,
    { resource: ARM, scopes: ['user_impersonation'] },
    { resource: DEFENDER, scopes: ['Incident.ReadWrite', 'AdvancedHunting.Read'] },
  ];
}

/** The application permissions that administrators approved. */
export function approvedRoles({ approvedApis }: DefaultWorldOptions): ResourceRoles[] {
  if (approvedApis !== 'all') return [];
  return [{ resource: DEFENDER, roles: ['Incident.ReadWrite.All', 'AdvancedHunting.Read.All'] }];
}

/**
 * The world that a sandbox shows unless told otherwise: an application of a control panel vendor, two partners, five customers.
 *
 * - Partner one: Graph is approved by an administrator, and users may consent to the rest for themselves.
 * - Partner two: nothing is approved, and users may not consent (AADSTS90094) until an administrator did.
 * - The vendor has a vault, `example`, in which the application may get and set secrets.
 * - Customer A has 27 users. Customer B never consented (65001). In customer C the service account has no GDAP (50020).
 */
export function defaultWorld(options: DefaultWorldOptions = {}): World {
  const one = partnerUsers(DEFAULT_TENANTS.partnerOne, 'partner-one.example');
  const two = partnerUsers(DEFAULT_TENANTS.partnerTwo, 'partner-two.example');
  const approved = ['vendor', 'partnerOne', 'customerA', 'customerC', 'customerD', 'customerE'] as const;
  const principals = [...approved, 'customerB'] as const;
  const roles = approvedRoles(options);
  const world: World = {
    settings: { issuerV1: '{login}/sts/{tenantid}/', partnerCenterMfa: '900421' },
    tenants: defaultTenants(),
    users: [...one, ...two, ...customerUsers()],
    applications: [exampleApplication(options)],
    servicePrincipals: principals.map((name) => ({
      tenantId: DEFAULT_TENANTS[name],
      clientId: DEFAULT_APPLICATION.clientId,
      state: 'enabled' as const,
      roles: name === 'customerB' ? [] : structuredClone(roles),
    })),
    consents: approved.flatMap((name) => adminConsents(DEFAULT_TENANTS[name], options)),
    relationships: [
      relationship('partnerOne', 'customerA', one),
      relationship('partnerOne', 'customerB', one),
      relationship('partnerOne', 'customerC', []),
      relationship('partnerTwo', 'customerD', two),
      relationship('partnerTwo', 'customerE', two),
    ],
    conditionalAccess: [],
    vaults: [exampleVault()],
    azureSubscriptions: defaultSubscriptions(),
  };
  return world;
}

function defaultTenants(): Tenant[] {
  const customer = { kind: 'customer', mfa: 'when-registered', usersMayConsent: true } as const;
  const partner = { kind: 'partner', mfa: 'when-registered' } as const;
  const { vendor, partnerOne, partnerTwo, customerA, customerB, customerC, customerD, customerE } =
    DEFAULT_TENANTS;
  return [
    {
      ...customer,
      kind: 'vendor',
      id: vendor,
      name: 'Example Control Panel',
      defaultDomain: 'control-panel.example',
    },
    {
      ...partner,
      id: partnerOne,
      name: 'Example Partner One',
      defaultDomain: 'partner-one.example',
      usersMayConsent: true,
    },
    {
      ...partner,
      id: partnerTwo,
      name: 'Example Partner Two',
      defaultDomain: 'partner-two.example',
      usersMayConsent: false,
    },
    { ...customer, id: customerA, name: 'Customer A', defaultDomain: 'customer-a.example' },
    { ...customer, id: customerB, name: 'Customer B', defaultDomain: 'customer-b.example' },
    { ...customer, id: customerC, name: 'Customer C', defaultDomain: 'customer-c.example' },
    { ...customer, id: customerD, name: 'Customer D', defaultDomain: 'customer-d.example' },
    { ...customer, id: customerE, name: 'Customer E', defaultDomain: 'customer-e.example' },
  ];
}

/** The accounts of a partner, one of each kind. */
export function partnerUsers(tenantId: string, domain: string): User[] {
  const agent = { groups: ['AdminAgents'] };
  const users = [
    aUser(tenantId, `service@${domain}`, 'Service Account', { ...agent, totpSecret: TOTP_SECRETS.service }),
    aUser(tenantId, `no-mfa@${domain}`, 'Agent Without MFA', agent),
    aUser(tenantId, `federated@${domain}`, 'Agent With Unknown MFA', {
      ...agent,
      totpSecret: TOTP_SECRETS.federated,
      amrClaim: 'absent',
    }),
    aUser(tenantId, `guest_control-panel.example#EXT#@${domain}`, 'Guest', {
      guestOf: DEFAULT_TENANTS.vendor,
      mail: 'guest@control-panel.example',
      totpSecret: TOTP_SECRETS.service,
    }),
    aUser(tenantId, `admin@${domain}`, 'Global Administrator', {
      directoryRoles: ['Global Administrator'],
      groups: ['AdminAgents'],
      totpSecret: TOTP_SECRETS.administrator,
    }),
  ];
  // No two records share an array, so that a test may change one of them.
  return users.map((user) => structuredClone(user));
}

const CUSTOMER_SIZES = [
  [DEFAULT_TENANTS.customerA, 'customer-a.example', 27],
  [DEFAULT_TENANTS.customerB, 'customer-b.example', 4],
  [DEFAULT_TENANTS.customerC, 'customer-c.example', 4],
  [DEFAULT_TENANTS.customerD, 'customer-d.example', 12],
  [DEFAULT_TENANTS.customerE, 'customer-e.example', 3],
] as const;

function customerUsers(): User[] {
  return CUSTOMER_SIZES.flatMap(([tenantId, domain, size]) =>
    Array.from({ length: size }, (_, index) => {
      const number = String(index + 1).padStart(2, '0');
      return aUser(tenantId, `user${number}@${domain}`, `User ${number}`);
    }),
  );
}

/** A user with the example password and no rights. */
export function aUser(
  tenantId: string,
  userPrincipalName: string,
  displayName: string,
  more: Partial<User> = {},
): User {
  return {
    objectId: more.objectId ?? deriveGuid('user', tenantId, userPrincipalName),
    tenantId,
    userPrincipalName,
    displayName,
    password: DEFAULT_PASSWORD,
    directoryRoles: [],
    groups: [],
    state: 'active',
    ...more,
  };
}

/** The registration of the example application. */
export function exampleApplication(options: DefaultWorldOptions): Application {
  return {
    clientId: DEFAULT_APPLICATION.clientId,
    homeTenantId: DEFAULT_TENANTS.vendor,
    displayName: 'Example Integration',
    secrets: [{ value: DEFAULT_APPLICATION.secret }],
    certificates: options.certificate === undefined ? [] : [options.certificate],
    redirectUris: [
      ...(options.redirectUris ?? ['http://localhost:44395/callback']),
      ...(options.adminConsentRedirectUris ?? ['http://localhost:44395/approved']),
    ],
    requiredScopes: [
      { resource: PARTNER_CENTER, scopes: ['user_impersonation'] },
      ...approvedScopes(options),
    ],
    ...(options.approvedApis === 'all' ? { requiredRoles: approvedRoles(options) } : {}),
    multiTenant: true,
    ...(options.idTokenIssuance === undefined ? {} : { idTokenIssuance: options.idTokenIssuance }),
  };
}

/** The vault of the vendor. The application's least permissions are those that the documents ask for. */
export function exampleVault(): Vault {
  return {
    name: 'example',
    tenantId: DEFAULT_TENANTS.vendor,
    access: [{ clientId: DEFAULT_APPLICATION.clientId, permissions: ['get', 'set'] }],
    softDeleteDays: 90,
  };
}

/** What an administrator of a tenant approved for the application. */
export function adminConsents(tenantId: string, options: DefaultWorldOptions): Consent[] {
  const { clientId } = DEFAULT_APPLICATION;
  return approvedScopes(options).map((approved) => ({ tenantId, clientId, ...approved, kind: 'admin' }));
}

/** Customers A to D have subscriptions, E has none. */
function defaultSubscriptions(): AzureSubscription[] {
  const { partnerOne, partnerTwo, customerA, customerB, customerC, customerD } = DEFAULT_TENANTS;
  const { clientId } = DEFAULT_APPLICATION;
  return [
    ...deriveSubscriptions({ tenantId: customerA, partnerTenantId: partnerOne, clientId }, 2),
    ...deriveSubscriptions({ tenantId: customerB, partnerTenantId: partnerOne, clientId }, 1),
    ...deriveSubscriptions({ tenantId: customerC, partnerTenantId: partnerOne, clientId }, 1),
    ...deriveSubscriptions({ tenantId: customerD, partnerTenantId: partnerTwo, clientId }, 1),
  ];
}

function relationship(
  partner: 'partnerOne' | 'partnerTwo',
  customer: keyof typeof DEFAULT_TENANTS,
  users: User[],
): Relationship {
  const members = users.filter((user) => user.groups.includes('AdminAgents'));
  return {
    partnerTenantId: DEFAULT_TENANTS[partner],
    customerTenantId: DEFAULT_TENANTS[customer],
    kind: 'gdap',
    roles: [...GDAP_ROLES],
    userObjectIds: members.map((user) => user.objectId),
  };
}
