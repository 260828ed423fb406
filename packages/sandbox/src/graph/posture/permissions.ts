import type { Permissions } from '../permissions.ts';

/** The same permissions for a user and for an application alone. */
function both(...names: readonly string[]): Permissions {
  return { delegated: names, application: names };
}

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'] as const;

/** What Graph documents for what tells of security, the least one first (checked 2026-11). */
export const POSTURE_PERMISSIONS = {
  readLogs: both('AuditLog.Read.All'),
  readMethods: both('UserAuthenticationMethod.Read.All'),
  readPolicies: both('Policy.Read.All'),
  readAccessPolicies: both('Policy.Read.ConditionalAccess', 'Policy.Read.All'),
  readDomains: both('Domain.Read.All', ...DIRECTORY),
  readFederation: both('Domain.Read.All'),
  readOrganization: {
    delegated: ['User.Read', ...DIRECTORY],
    application: DIRECTORY,
  },
  readGroups: both('GroupMember.Read.All', 'Group.Read.All', ...DIRECTORY),
  readSecurityScore: both('PartnerSecurity.Read.All'),
} as const satisfies Record<string, Permissions>;
