import type { SandboxParts } from '../parts.ts';
import { DIRECTORY_READING_ROLES } from '../world/directory-roles.ts';
import { MICROSOFT_TENANT } from '../world/microsoft-clients.ts';
import { appRoleId, scopeId } from '../world/object-ids.ts';
import { assertDelegatedRole, assertPermission } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { notFound } from './graph-error.ts';
import { isSeen } from './new-objects.ts';
import { readFilter, writeEntity, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';
import { findPrincipal, listPrincipals } from './principals.ts';
import type { Principal } from './principals.ts';

/** `GET /v1.0/servicePrincipals`, with `$filter` by `appId`, `displayName` or `id`. */
export function listServicePrincipals(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  const isWanted = readFilter(url, ['appId', 'displayName', 'id']);
  const found = listPrincipals(parts.world, caller.tenant)
    .filter(({ id }) => isSeen(parts, id))
    .map(writePrincipal)
    .filter(isWanted);
  return writeList(parts, 'servicePrincipals', url, found, (principal) => principal);
}

/** `GET /v1.0/servicePrincipals/{id}` and `/servicePrincipals(appId='…')` */
export function getServicePrincipal(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  authorizeReading(caller);
  const principal = findPrincipal(parts.world, caller.tenant, id);
  if (principal === undefined || !isSeen(parts, principal.id)) throw notFound(id);
  return showPrincipal(parts, principal, url);
}

/** One service principal, as an answer. */
export function showPrincipal(parts: SandboxParts, principal: Principal, url?: URL): Entity {
  return writeEntity(parts, 'servicePrincipals', writePrincipal(principal), url);
}

function authorizeReading(caller: Caller): void {
  assertPermission(caller, PERMISSIONS.readApplications);
  assertDelegatedRole(caller, DIRECTORY_READING_ROLES);
}

function writePrincipal({ id, appId, displayName, resource, client }: Principal): Entity {
  const names = resource === undefined ? [] : [resource.uri, ...resource.aliases];
  return {
    id,
    deletedDateTime: null,
    accountEnabled: client?.record.state !== 'disabled',
    appDisplayName: displayName,
    appId,
    appOwnerOrganizationId: client?.application.homeTenantId ?? MICROSOFT_TENANT,
    appRoleAssignmentRequired: client?.record.assignedUserObjectIds !== undefined,
    displayName,
    // Credentials are those of the registration. A service principal with some of its own is not played.
    keyCredentials: [],
    passwordCredentials: [],
    servicePrincipalNames: [appId, ...names],
    servicePrincipalType: 'Application',
    appRoles: writeAppRoles(appId, resource?.roles ?? []),
    oauth2PermissionScopes: writeScopes(appId, resource?.permissions ?? {}),
  };
}

function writeAppRoles(appId: string, roles: readonly string[]): Entity[] {
  return roles.map((value) => ({
    allowedMemberTypes: ['Application'],
    description: value,
    displayName: value,
    id: appRoleId(appId, value),
    isEnabled: true,
    origin: 'Application',
    value,
  }));
}

function writeScopes(
  appId: string,
  permissions: Readonly<Record<string, { words: string; adminOnly?: boolean }>>,
): Entity[] {
  return Object.entries(permissions).map(([value, { words, adminOnly }]) => ({
    adminConsentDescription: words,
    adminConsentDisplayName: words,
    id: scopeId(appId, value),
    isEnabled: true,
    type: adminOnly === true ? 'Admin' : 'User',
    userConsentDescription: words,
    userConsentDisplayName: words,
    value,
  }));
}
