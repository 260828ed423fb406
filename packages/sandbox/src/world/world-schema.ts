import { X509Certificate, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { isLocalName, isLoopback } from '../loopback.ts';
import { DIRECTORY_ROLES } from './directory-roles.ts';
import { RESOURCES } from './resources.ts';
import type { World } from './types.ts';

const text = z.string().min(1);
const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a GUID in lower case');
const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a domain in lower case, such as partner.example');
const redirectUri = z.string().refine((uri) => {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'https:' || (protocol === 'http:' && (isLocalName(hostname) || isLoopback(hostname)));
}, 'must be an https URL, or http at localhost');
const certificate = z
  .string()
  .refine(isCertificate, 'must be a certificate in PEM, with an RSA key of 2048 bits or more');
const directoryRole = z
  .string()
  .refine((role) => Object.hasOwn(DIRECTORY_ROLES, role), 'is no directory role that the sandbox knows');
const resource = z
  .string()
  .refine((uri) => uri.startsWith('api://') || RESOURCES.some((one) => one.uri === uri), {
    error: `must be one of ${RESOURCES.map((one) => one.uri).join(', ')}, or an application's api://…`,
  });
const resourceScopes = z.strictObject({ resource, scopes: z.array(text).min(1) });
const resourceRoles = z.strictObject({ resource, roles: z.array(text).min(1) });
const instant = z.number().int();
const count = z.number().int().min(1);
const network = z.string().refine(isNetwork, 'must be an address or a network, such as 203.0.113.0/24');

export const settingsSchema = z.strictObject({
  issuerV1: z
    .string()
    .refine(
      (template) => template.startsWith('{login}/') && /\{tenantid\}/i.test(template),
      'must begin with {login}/ and contain {tenantid}: no token of the sandbox names another origin',
    )
    .default('{login}/sts/{tenantid}/'),
  partnerCenterMfa: z.enum(['900421', '10001', 'reason-phrase', 'off']).default('900421'),
  v1IdTokens: z.enum(['unsigned', 'signed']).exactOptional(),
  refreshTokens: z.enum(['reusable', 'single-use']).exactOptional(),
  loopLimit: count.exactOptional(),
  partnerCenterPerMinute: count.exactOptional(),
  securityScoreStatus: z.enum(['noncomplaint', 'noncompliant']).exactOptional(),
  consentSeenAfterMs: z.int().min(0).exactOptional(),
  partnerCenterNextUri: z.enum(['with-v1', 'without-v1']).exactOptional(),
  webhookSubject: z
    .string()
    .regex(/^CN=[^,=]+(, ?[A-Z]+=[^,=]+)*$/, 'must be a subject such as CN=name, O=organisation')
    .exactOptional(),
  vaultPerTenSeconds: count.exactOptional(),
  armPageSize: count.exactOptional(),
});

const tenantDomain = z.strictObject({
  name: domain,
  federation: z
    .strictObject({
      sendsMfaClaim: z.boolean(),
      mfaBehavior: z.enum(['accept', 'enforce', 'reject']).exactOptional(),
    })
    .exactOptional(),
});

const namedLocation = z.strictObject({
  id: guid,
  displayName: text,
  networks: z.array(network).min(1),
  isTrusted: z.boolean().default(false),
});

const tenant = z.strictObject({
  id: guid,
  name: text,
  defaultDomain: domain,
  kind: z.enum(['partner', 'customer', 'vendor']),
  mfa: z.enum(['when-registered', 'when-asked', 'required']).default('when-registered'),
  usersMayConsent: z.boolean().default(true),
  federation: z.literal('mfa-without-claim').exactOptional(),
  domains: z.array(tenantDomain).exactOptional(),
  entraPlan: z.enum(['free', 'p1', 'p2']).exactOptional(),
  securityDefaults: z.boolean().exactOptional(),
  namedLocations: z.array(namedLocation).exactOptional(),
  partnerProgram: z
    .enum(['direct-bill', 'indirect-provider', 'indirect-reseller', 'advisor'])
    .exactOptional(),
  indirectProvider: guid.exactOptional(),
  isIntegrationSandbox: z.boolean().exactOptional(),
  mfaLifetimeDays: count.exactOptional(),
  incidents: z.number().int().min(0).max(100_000).exactOptional(),
});

const user = z.strictObject({
  objectId: guid,
  tenantId: guid,
  userPrincipalName: text,
  displayName: text,
  password: text,
  totpSecret: z
    .string()
    .regex(/^[A-Z2-7 ]{16,}=*$/i, 'must be base32, 16 letters or more')
    .exactOptional(),
  secondFactor: z.enum(['third-party', 'hello-provisioning']).exactOptional(),
  methods: z
    .array(
      z.enum([
        'alternateMobilePhone',
        'email',
        'fido2',
        'hardwareOneTimePasscode',
        'microsoftAuthenticatorPush',
        'mobilePhone',
        'officePhone',
        'securityQuestion',
        'softwareOneTimePasscode',
        'temporaryAccessPass',
        'windowsHelloForBusiness',
      ]),
    )
    .exactOptional(),
  device: z.enum(['compliant', 'hybrid-joined']).exactOptional(),
  isSynced: z.boolean().exactOptional(),
  createdAt: instant.exactOptional(),
  directoryRoles: z.array(directoryRole).default(() => []),
  groups: z.array(text).default(() => []),
  guestOf: guid.exactOptional(),
  mail: text.exactOptional(),
  amrClaim: z.enum(['absent', 'partner-center-only']).exactOptional(),
  state: z.enum(['active', 'disabled']).default('active'),
  passwordExpired: z.boolean().exactOptional(),
  passwordChangedAt: instant.exactOptional(),
  sessionsRevokedAt: instant.exactOptional(),
});

/** Schemes that a browser would act upon itself. */
const ACTIVE_SCHEMES: readonly string[] = ['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:'];

const publicClientRedirectUri = z
  .string()
  .refine(
    (uri) => URL.canParse(uri) && !ACTIVE_SCHEMES.includes(new URL(uri).protocol),
    'must be a URL, such as http://localhost, and of no scheme that a browser acts upon',
  );

const publicKey = z
  .looseObject({ kty: text })
  .refine(
    isPublicKey,
    'must be a public key: RSA of 2048 bits or more with n and e, or EC with crv, x and y',
  );

const federatedCredential = z.strictObject({
  issuer: text,
  subject: text,
  audience: text.default('api://AzureADTokenExchange'),
  keys: z.array(publicKey).min(1),
});

const clientSecret = z.strictObject({
  value: text,
  expiresAt: instant.exactOptional(),
  createdAt: instant.exactOptional(),
  displayName: text.exactOptional(),
});

const api = z.strictObject({
  identifierUri: z
    .string()
    .regex(
      /^api:\/\/[a-z0-9][a-z0-9./_-]*[a-z0-9]$/,
      'must be such as api://control-panel.example, in lower case',
    ),
  scopes: z.array(text).min(1),
  accessTokenVersion: z.union([z.literal(1), z.literal(2)]).default(2),
});

const application = z.strictObject({
  clientId: guid,
  homeTenantId: guid,
  displayName: text,
  secrets: z.array(clientSecret).default(() => []),
  certificates: z.array(certificate).default(() => []),
  federatedCredentials: z.array(federatedCredential).exactOptional(),
  redirectUris: z.array(redirectUri).default(() => []),
  spaRedirectUris: z.array(redirectUri).exactOptional(),
  publicClientRedirectUris: z.array(publicClientRedirectUri).exactOptional(),
  allowPublicClientFlows: z.boolean().exactOptional(),
  registeredInPartnerCenter: z.boolean().exactOptional(),
  requiredScopes: z.array(resourceScopes).default(() => []),
  requiredRoles: z.array(resourceRoles).exactOptional(),
  multiTenant: z.boolean().default(true),
  api: api.exactOptional(),
  idTokenIssuance: z.boolean().exactOptional(),
  optionalIdTokenClaims: z.array(z.literal('auth_time')).exactOptional(),
});

const servicePrincipal = z.strictObject({
  tenantId: guid,
  clientId: guid,
  state: z.enum(['enabled', 'disabled']).default('enabled'),
  roles: z.array(resourceRoles).default(() => []),
  assignedUserObjectIds: z.array(guid).exactOptional(),
  userRoles: z.array(z.strictObject({ userObjectId: guid, role: z.string() })).exactOptional(),
});

const consent = z.strictObject({
  tenantId: guid,
  clientId: guid,
  resource,
  scopes: z.array(text).min(1),
  kind: z.enum(['admin', 'user']).default('admin'),
  userObjectId: guid.exactOptional(),
});

const relationship = z.strictObject({
  partnerTenantId: guid,
  customerTenantId: guid,
  kind: z.enum(['gdap', 'dap']).default('gdap'),
  roles: z.array(directoryRole).default(() => []),
  userObjectIds: z.array(guid).default(() => []),
  endsAt: instant.exactOptional(),
  id: text.exactOptional(),
  displayName: text.exactOptional(),
  approvedAt: instant.exactOptional(),
  isTerminated: z.boolean().exactOptional(),
  assignments: z
    .array(z.strictObject({ id: guid, group: text, roles: z.array(directoryRole).min(1) }))
    .exactOptional(),
});

const policyPlatform = z.enum(['android', 'iOS', 'windows', 'macOS', 'linux', 'windowsPhone']);

const policyGrant = z.enum([
  'mfa',
  'mfa-strength',
  'compliant-device',
  'hybrid-joined-device',
  'approved-application',
  'external-challenge',
  'block',
]);

/** A network, the id of a named location, or `trusted`. */
const place = z.union([network, guid, z.literal('trusted')]);

const conditionalAccessPolicy = z.strictObject({
  id: guid,
  tenantId: guid,
  displayName: text,
  state: z.enum(['enabled', 'report-only', 'disabled']).default('enabled'),
  users: z
    .strictObject({
      include: z.union([z.literal('all'), z.array(guid)]).default('all'),
      exclude: z.array(guid).exactOptional(),
      includeGroups: z.array(text).exactOptional(),
      excludeGroups: z.array(text).exactOptional(),
      includeRoles: z.array(directoryRole).exactOptional(),
      excludeRoles: z.array(directoryRole).exactOptional(),
      includeGuests: z.boolean().exactOptional(),
      excludeGuests: z.boolean().exactOptional(),
      excludeServiceProviders: z.boolean().exactOptional(),
    })
    .default(() => ({ include: 'all' as const })),
  resources: z.union([z.literal('all'), z.array(resource).min(1)]).default('all'),
  excludeResources: z.array(resource).exactOptional(),
  locations: z
    .strictObject({
      include: z.union([z.literal('all'), z.array(place).min(1)]).default('all'),
      exclude: z.array(place).exactOptional(),
    })
    .exactOptional(),
  platforms: z
    .strictObject({
      include: z.union([z.literal('all'), z.array(policyPlatform).min(1)]).default('all'),
      exclude: z.array(policyPlatform).exactOptional(),
    })
    .exactOptional(),
  clientAppTypes: z
    .array(z.enum(['all', 'browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other']))
    .min(1)
    .exactOptional(),
  grant: z.union([policyGrant, z.array(policyGrant).min(1)]).exactOptional(),
  operator: z.enum(['or', 'and']).exactOptional(),
  signInFrequencyHours: z.number().positive().exactOptional(),
  persistentBrowser: z.enum(['always', 'never']).exactOptional(),
  createdAt: instant.exactOptional(),
  modifiedAt: instant.exactOptional(),
});

const vault = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z](-?[a-z0-9])+$/,
      'must be lower-case letters, digits and single hyphens, such as example-vault',
    )
    .min(3)
    .max(24),
  tenantId: guid,
  purgeProtection: z.boolean().exactOptional(),
  firewall: z.enum(['open', 'closed']).exactOptional(),
  access: z
    .array(
      z.strictObject({
        objectId: guid.exactOptional(),
        clientId: guid.exactOptional(),
        permissions: z.array(
          z.enum(['get', 'set', 'list', 'delete', 'recover', 'purge', 'backup', 'restore']),
        ),
      }),
    )
    .default(() => []),
  softDeleteDays: z.number().int().min(7).max(90).default(90),
  deletionMs: z.number().int().min(0).max(600_000).exactOptional(),
});

const azureSubscription = z.strictObject({
  id: guid,
  tenantId: guid,
  displayName: text,
  state: z.enum(['Enabled', 'Warned', 'PastDue', 'Disabled', 'Deleted']).default('Enabled'),
  partnerTenantId: guid.exactOptional(),
  access: z
    .array(z.strictObject({ objectId: guid.exactOptional(), clientId: guid.exactOptional() }))
    .default(() => []),
});

/** The lists of a world file, and what a record of each looks like. */
export const recordSchemas = {
  tenants: tenant,
  users: user,
  applications: application,
  servicePrincipals: servicePrincipal,
  consents: consent,
  relationships: relationship,
  conditionalAccess: conditionalAccessPolicy,
  vaults: vault,
  azureSubscriptions: azureSubscription,
} as const satisfies { [Name in ListName]: z.ZodType<World[Name][number]> };

/** The name of a list of the world. */
export type ListName = Exclude<keyof World, 'settings'>;

function isNetwork(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/');
  const width = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (width === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width);
}

function isCertificate(pem: string): boolean {
  try {
    const key = new X509Certificate(pem).publicKey;
    return key.asymmetricKeyType === 'rsa' && isLongEnough(key);
  } catch {
    return false;
  }
}

function isPublicKey(jwk: Record<string, unknown>): boolean {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return key.asymmetricKeyType !== 'rsa' || isLongEnough(key);
  } catch {
    return false;
  }
}

/** RSA keys of fewer bits sign nothing that Entra takes. */
function isLongEnough({ asymmetricKeyDetails }: KeyObject): boolean {
  return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}
