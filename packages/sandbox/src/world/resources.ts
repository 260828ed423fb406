import type { Origins } from '../origins.ts';
import { listVaultDomains } from '../vault-domains.ts';
import type { Tenant } from './types.ts';

/** An API that access tokens are for. */
export interface Resource {
  /** The canonical URI, as consents and registrations name it. */
  uri: string;
  appId: string;
  displayName: string;
  /** Which version of access tokens it accepts. It decides, whichever endpoint is asked. */
  accessTokenVersion: 1 | 2;
  /** Tenants of these kinds have the resource's service principal. */
  tenantKinds: readonly Tenant['kind'][];
  /** The sandbox's own origin that also names it. */
  origin?: keyof Origins;
  /** Other identifiers of the real cloud. */
  aliases: readonly string[];
  /** Delegated permissions: the name, and what a consent page says. */
  permissions: Readonly<Record<string, Permission>>;
  /** Application permissions. */
  roles: readonly string[];
}

export interface Permission {
  words: string;
  /** True when an administrator must consent, whatever the tenant's setting. */
  adminOnly?: boolean;
}

const EVERY_KIND = ['partner', 'customer', 'vendor'] as const;

export const PARTNER_CENTER = 'https://api.partnercenter.microsoft.com';
export const GRAPH = 'https://graph.microsoft.com';
/** Azure AD Graph. It is retired: tokens can be had for it, and no API takes them any more. */
export const AAD_GRAPH = 'https://graph.windows.net';
export const ARM = 'https://management.azure.com';
export const KEY_VAULT = 'https://vault.azure.net';
export const DEFENDER = 'https://api.security.microsoft.com';
/** Another API, which the examples of Defender confuse with it. Tokens can be had for it, and no API of the sandbox takes them. */
export const DEFENDER_FOR_ENDPOINT = 'https://api.securitycenter.microsoft.com';

/** The resources of the sandbox's cloud. */
export const RESOURCES: readonly Resource[] = [
  {
    uri: PARTNER_CENTER,
    appId: 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd',
    displayName: 'Microsoft Partner Center',
    accessTokenVersion: 1,
    tenantKinds: ['partner'],
    origin: 'partnerCenter',
    aliases: [],
    permissions: { user_impersonation: { words: 'Act as you in Partner Center, for all your customers' } },
    roles: [],
  },
  {
    uri: GRAPH,
    appId: '00000003-0000-0000-c000-000000000000',
    displayName: 'Microsoft Graph',
    accessTokenVersion: 1,
    tenantKinds: EVERY_KIND,
    origin: 'graph',
    aliases: [],
    permissions: {
      openid: { words: 'Sign you in' },
      profile: { words: 'View your basic profile' },
      email: { words: 'View your email address' },
      offline_access: { words: 'Maintain access to data you have given it access to' },
      'User.Read': { words: 'Sign you in and read your profile' },
      'User.ReadBasic.All': { words: "Read all users' basic profiles" },
      'User.Read.All': { words: "Read all users' full profiles", adminOnly: true },
      'Directory.Read.All': { words: 'Read directory data', adminOnly: true },
      'Directory.ReadWrite.All': { words: 'Read and write directory data', adminOnly: true },
      'Group.Read.All': { words: 'Read all groups', adminOnly: true },
      'GroupMember.Read.All': { words: 'Read group memberships', adminOnly: true },
      'RoleManagement.Read.Directory': { words: 'Read directory roles', adminOnly: true },
      'Application.Read.All': { words: 'Read applications', adminOnly: true },
      'Application.ReadWrite.All': { words: 'Read and write applications', adminOnly: true },
      'AppRoleAssignment.ReadWrite.All': { words: 'Grant application permissions', adminOnly: true },
      'DelegatedPermissionGrant.ReadWrite.All': { words: 'Grant delegated permissions', adminOnly: true },
      'Directory.AccessAsUser.All': { words: 'Access the directory as you', adminOnly: true },
      'User.ReadWrite.All': { words: "Read and write all users' full profiles", adminOnly: true },
      'User.RevokeSessions.All': { words: 'End all sessions of a user', adminOnly: true },
      'AuditLog.Read.All': { words: 'Read sign-in logs and reports', adminOnly: true },
      'Policy.Read.All': { words: 'Read policies', adminOnly: true },
      'Policy.Read.ConditionalAccess': { words: 'Read conditional-access policies', adminOnly: true },
      'UserAuthenticationMethod.Read.All': {
        words: "Read all users' authentication methods",
        adminOnly: true,
      },
      'Domain.Read.All': { words: 'Read domains', adminOnly: true },
      'PartnerSecurity.Read.All': { words: "Read the partner's security score", adminOnly: true },
      'DelegatedAdminRelationship.Read.All': { words: 'Read relationships with customers', adminOnly: true },
      'DelegatedAdminRelationship.ReadWrite.All': {
        words: 'Manage relationships with customers',
        adminOnly: true,
      },
      'SecurityIncident.Read.All': { words: 'Read security incidents', adminOnly: true },
      'SecurityIncident.ReadWrite.All': { words: 'Read and write security incidents', adminOnly: true },
      'ThreatHunting.Read.All': { words: 'Run hunting queries', adminOnly: true },
    },
    roles: [
      'User.Read.All',
      'User.ReadWrite.All',
      'User.RevokeSessions.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
      'RoleManagement.Read.Directory',
      'Group.Read.All',
      'GroupMember.Read.All',
      'AuditLog.Read.All',
      'Policy.Read.All',
      'Policy.Read.ConditionalAccess',
      'UserAuthenticationMethod.Read.All',
      'Domain.Read.All',
      'PartnerSecurity.Read.All',
      'Application.Read.All',
      'Application.ReadWrite.All',
      'Application.ReadWrite.OwnedBy',
      'AppRoleAssignment.ReadWrite.All',
      'DelegatedPermissionGrant.ReadWrite.All',
      'DelegatedAdminRelationship.Read.All',
      'DelegatedAdminRelationship.ReadWrite.All',
      'SecurityIncident.Read.All',
      'SecurityIncident.ReadWrite.All',
      'ThreatHunting.Read.All',
    ],
  },
  {
    uri: AAD_GRAPH,
    appId: '00000002-0000-0000-c000-000000000000',
    displayName: 'Windows Azure Active Directory',
    accessTokenVersion: 1,
    tenantKinds: EVERY_KIND,
    aliases: [],
    permissions: { 'User.Read': { words: 'Sign you in and read your profile' } },
    roles: [],
  },
  {
    uri: ARM,
    appId: '797f4846-ba00-4fd7-ba43-dac1f8f63013',
    displayName: 'Azure Service Management',
    accessTokenVersion: 1,
    tenantKinds: EVERY_KIND,
    origin: 'arm',
    aliases: ['https://management.core.windows.net'],
    permissions: { user_impersonation: { words: 'Manage Azure resources as you' } },
    roles: [],
  },
  {
    uri: KEY_VAULT,
    appId: 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093',
    displayName: 'Azure Key Vault',
    accessTokenVersion: 1,
    tenantKinds: EVERY_KIND,
    origin: 'vault',
    aliases: [],
    permissions: { user_impersonation: { words: 'Use your key vaults as you' } },
    roles: [],
  },
  {
    uri: DEFENDER,
    appId: '8ee8fdad-f234-4243-8f3b-15c294843740',
    displayName: 'Microsoft Threat Protection',
    accessTokenVersion: 1,
    tenantKinds: EVERY_KIND,
    origin: 'defender',
    aliases: [],
    permissions: {
      'Incident.Read': { words: 'Read security incidents' },
      'Incident.ReadWrite': { words: 'Read and write security incidents' },
      'AdvancedHunting.Read': { words: 'Run hunting queries' },
    },
    roles: ['Incident.Read.All', 'Incident.ReadWrite.All', 'AdvancedHunting.Read.All'],
  },
  {
    uri: DEFENDER_FOR_ENDPOINT,
    appId: 'fc780465-2017-40d4-a0c5-307022471b92',
    displayName: 'WindowsDefenderATP',
    accessTokenVersion: 1,
    tenantKinds: EVERY_KIND,
    aliases: [
      'https://api.securitycenter.windows.com',
      'https://securitycenter.onmicrosoft.com/windowsatpservice',
    ],
    permissions: { 'Alert.Read': { words: 'Read alerts of devices' } },
    roles: ['Alert.Read.All'],
  },
];

/**
 * Finds a resource by any of its identifiers: URI (with or without a trailing slash), application id, the
 * sandbox's own origin, or for Key Vault a domain of the vaults.
 */
export function findResource(identifier: string, origins: Origins): Resource | undefined {
  const wanted = identifier.replace(/\/+$/, '').toLowerCase();
  return RESOURCES.find((resource) => resourceIdentifiers(resource, origins).includes(wanted));
}

/** Every identifier of a resource, in lower case, without a trailing slash. */
export function resourceIdentifiers(resource: Resource, origins: Origins): string[] {
  const own = resource.origin === undefined ? [] : [origins[resource.origin]];
  const domains = resource.uri === KEY_VAULT ? listVaultDomains(origins) : [];
  return [resource.uri, resource.appId, ...resource.aliases, ...own, ...domains].map((name) =>
    name.toLowerCase(),
  );
}
