import { deriveGuid } from '../ids.ts';

/** The object id of an application or a resource in one tenant. The `oid` of a token that it gets for itself. */
export function servicePrincipalId(tenantId: string, appId: string): string {
  return deriveGuid('service principal', tenantId, appId);
}

/** The `sub` of the tokens of a user: another one for each application and tenant. */
export function subjectOf(clientId: string, tenantId: string, userObjectId: string): string {
  return deriveGuid('subject', clientId, tenantId, userObjectId);
}

/** The object id of a registration. It is not the client id. */
export function registrationId(clientId: string): string {
  return deriveGuid('application', clientId);
}

/** The id of a delegated permission of a resource. Microsoft's own ids are others. */
export function scopeId(resourceAppId: string, scope: string): string {
  return deriveGuid('scope', resourceAppId, scope);
}

/** The id of an application permission of a resource. Microsoft's own ids are others. */
export function appRoleId(resourceAppId: string, role: string): string {
  return deriveGuid('app role', resourceAppId, role);
}

/** The id of a directory role of a tenant. Its template has the same id everywhere. */
export function directoryRoleId(tenantId: string, displayName: string): string {
  return deriveGuid('role', tenantId, displayName);
}

/** The object id of a group of a tenant. */
export function groupId(tenantId: string, displayName: string): string {
  return deriveGuid('group', tenantId, displayName);
}
