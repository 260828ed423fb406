/** The permissions of which a token needs one: delegated ones for a user, application permissions for an application alone. */
export interface Permissions {
  delegated: readonly string[];
  /** Empty where Graph does not serve an application alone. */
  application: readonly string[];
}

/** What Graph documents for each operation, the least one first (checked 2025-11). */
export const PERMISSIONS = {
  readSelf: {
    delegated: [
      'User.Read',
      'User.Read.All',
      'User.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
    application: [],
  },
  readUsers: {
    delegated: [
      'User.ReadBasic.All',
      'User.Read.All',
      'User.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
    application: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  },
  readMemberships: {
    delegated: [
      'User.Read.All',
      'User.ReadWrite.All',
      'GroupMember.Read.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
    application: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  },
  endSessions: {
    delegated: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
    application: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
  },
  readRoles: {
    delegated: ['RoleManagement.Read.Directory', 'Directory.Read.All', 'Directory.ReadWrite.All'],
    application: ['RoleManagement.Read.Directory', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  },
  readApplications: {
    delegated: [
      'Application.Read.All',
      'Application.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
    application: [
      'Application.Read.All',
      'Application.ReadWrite.OwnedBy',
      'Application.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
  },
  writeAnyApplication: {
    delegated: ['Application.ReadWrite.All'],
    application: ['Application.ReadWrite.All'],
  },
  writeOwnApplication: {
    delegated: ['Application.ReadWrite.All'],
    application: ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'],
  },
  readGrants: {
    delegated: ['Directory.Read.All', 'DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All'],
    application: ['Directory.Read.All', 'DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All'],
  },
  writeGrants: {
    delegated: ['DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All'],
    application: ['DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All'],
  },
  assignAppRoles: {
    delegated: ['AppRoleAssignment.ReadWrite.All'],
    application: ['AppRoleAssignment.ReadWrite.All'],
  },
  readRelationships: {
    delegated: ['DelegatedAdminRelationship.Read.All', 'DelegatedAdminRelationship.ReadWrite.All'],
    application: ['DelegatedAdminRelationship.Read.All', 'DelegatedAdminRelationship.ReadWrite.All'],
  },
  writeRelationships: {
    delegated: ['DelegatedAdminRelationship.ReadWrite.All'],
    application: ['DelegatedAdminRelationship.ReadWrite.All'],
  },
  readIncidents: {
    delegated: ['SecurityIncident.Read.All', 'SecurityIncident.ReadWrite.All'],
    application: ['SecurityIncident.Read.All', 'SecurityIncident.ReadWrite.All'],
  },
  hunt: {
    delegated: ['ThreatHunting.Read.All'],
    application: ['ThreatHunting.Read.All'],
  },
} as const satisfies Record<string, Permissions>;
