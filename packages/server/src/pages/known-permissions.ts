/**
 * Permissions that are said in plain words, as `api name`; a name that means the same of every API stands alone. All others are
 * shown by their names.
 * @see https://learn.microsoft.com/graph/permissions-reference (2026-11)
 */
export const knownPermissions = [
  'partner-center user_impersonation',
  'openid',
  'profile',
  'offline_access',
  'arm user_impersonation',
  'AdvancedHunting.Read',
  'AdvancedHunting.Read.All',
  'Alert.Read.All',
  'Application.Read.All',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'AuditLog.Read.All',
  'DelegatedAdminRelationship.Read.All',
  'DelegatedAdminRelationship.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Device.Read.All',
  'Device.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'Domain.Read.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.Read.All',
  'Incident.Read',
  'Incident.Read.All',
  'Incident.ReadWrite',
  'Incident.ReadWrite.All',
  'Mail.Read',
  'Mail.Send',
  'Organization.Read.All',
  'PartnerSecurity.Read.All',
  'Policy.Read.All',
  'Policy.Read.ConditionalAccess',
  'Reports.Read.All',
  'RoleManagement.Read.Directory',
  'SecurityAlert.Read.All',
  'SecurityEvents.Read.All',
  'SecurityIncident.Read.All',
  'ThreatHunting.Read.All',
  'User.Read',
  'User.Read.All',
  'User.ReadBasic.All',
  'User.ReadWrite.All',
  'UserAuthenticationMethod.Read.All',
] as const;

/** A key of the words that each language has for permissions. */
export type KnownPermission = (typeof knownPermissions)[number];

/** The key of a permission's words; undefined for one that is shown by its name alone. Entra takes names in any case. */
export function findKnownPermission(api: string, name: string): KnownPermission | undefined {
  const wanted = [`${api} ${name}`.toLowerCase(), name.toLowerCase()];
  return knownPermissions.find((known) => wanted.includes(known.toLowerCase()));
}
