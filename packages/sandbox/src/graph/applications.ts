import type { SandboxParts } from '../parts.ts';
import { DIRECTORY_READING_ROLES } from '../world/directory-roles.ts';
import { appRoleId, registrationId, scopeId } from '../world/object-ids.ts';
import type { Application, World } from '../world/types.ts';
import { findResourceByUri } from '../world/world-resources.ts';
import { assertDelegatedRole, assertPermission, assertRole } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { notFound } from './graph-error.ts';
import { writeKeyCredentials } from './key-credentials.ts';
import { isSeen } from './new-objects.ts';
import { readFilter, writeEntity, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { writePasswordCredentials } from './password-credentials.ts';
import { PERMISSIONS } from './permissions.ts';

/** Roles whose holder may register applications and change them. */
export const APPLICATION_WRITING_ROLES = [
  'Application Administrator',
  'Cloud Application Administrator',
  'Global Administrator',
];

/** `GET /v1.0/applications`: the registrations of the tenant. One that is at home elsewhere is a service principal only. */
export function listApplications(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  const isWanted = readFilter(url, ['appId', 'displayName', 'id']);
  const found = registrationsOf(parts, caller)
    .map((application) => writeApplication(parts.world, application))
    .filter(isWanted);
  return writeList(parts, 'applications', url, found, (application) => application);
}

/** `GET /v1.0/applications/{id}` and `/applications(appId='…')` */
export function getApplication(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  authorizeReading(caller);
  return showApplication(parts, getRegistration(parts, caller, id), url);
}

/** One registration, as an answer. */
export function showApplication(parts: SandboxParts, application: Application, url?: URL): Entity {
  return writeEntity(parts, 'applications', writeApplication(parts.world, application), url);
}

/**
 * Gets the registration that a caller wants to change. An application with `Application.ReadWrite.OwnedBy` may change its own, as
 * if it were among its owners.
 *
 * @throws GraphError 403, 404
 */
export function getWritableApplication(parts: SandboxParts, caller: Caller, id: string): Application {
  const found = registrationsOf(parts, caller).find((application) => isCalled(application, id));
  const isOwn = found !== undefined && found.clientId === caller.claims.clientId;
  assertPermission(caller, isOwn ? PERMISSIONS.writeOwnApplication : PERMISSIONS.writeAnyApplication);
  assertRole(caller, APPLICATION_WRITING_ROLES);
  if (found === undefined) throw notFound(id);
  return found;
}

/**
 * Gets the registration whose certificates a caller wants to roll. An application that calls for itself needs no permission for
 * its own.
 *
 * @throws GraphError 403, 404
 * @see https://learn.microsoft.com/graph/api/application-addkey#permissions
 */
export function getRollableApplication(parts: SandboxParts, caller: Caller, id: string): Application {
  const own = registrationsOf(parts, caller).find(
    (application) => isCalled(application, id) && application.clientId === caller.claims.clientId,
  );
  const isAlone = caller.claims.scopes === undefined;
  return own !== undefined && isAlone ? own : getWritableApplication(parts, caller, id);
}

function authorizeReading(caller: Caller): void {
  assertPermission(caller, PERMISSIONS.readApplications);
  assertDelegatedRole(caller, DIRECTORY_READING_ROLES);
}

function registrationsOf(parts: SandboxParts, { tenant }: Caller): Application[] {
  return parts.world.applications.filter(
    ({ homeTenantId, clientId }) => homeTenantId === tenant.id && isSeen(parts, registrationId(clientId)),
  );
}

function getRegistration(parts: SandboxParts, caller: Caller, id: string): Application {
  const found = registrationsOf(parts, caller).find((application) => isCalled(application, id));
  if (found === undefined) throw notFound(id);
  return found;
}

/** @param id an object id, or `appId=` and a client id */
function isCalled({ clientId }: Application, id: string): boolean {
  const wanted = id.toLowerCase();
  return wanted === registrationId(clientId) || wanted === `appid=${clientId}`;
}

function writeApplication(world: World, application: Application): Entity {
  const { clientId, displayName, multiTenant, redirectUris } = application;
  return {
    id: registrationId(clientId),
    deletedDateTime: null,
    appId: clientId,
    displayName,
    signInAudience: multiTenant ? 'AzureADMultipleOrgs' : 'AzureADMyOrg',
    isFallbackPublicClient: application.allowPublicClientFlows === true,
    keyCredentials: writeKeyCredentials(application),
    passwordCredentials: writePasswordCredentials(application),
    publicClient: { redirectUris: application.publicClientRedirectUris ?? [] },
    requiredResourceAccess: writeRequiredAccess(world, application),
    spa: { redirectUris: application.spaRedirectUris ?? [] },
    web: {
      redirectUris,
      implicitGrantSettings: {
        enableAccessTokenIssuance: false,
        enableIdTokenIssuance: application.idTokenIssuance === true,
      },
    },
  };
}

function writeRequiredAccess(world: World, { requiredScopes, requiredRoles = [] }: Application): Entity[] {
  const uris = new Set([...requiredScopes, ...requiredRoles].map(({ resource }) => resource));
  return [...uris].flatMap((uri) => {
    const appId = findResourceByUri(world, uri)?.appId;
    if (appId === undefined) return [];
    const scopes = requiredScopes.filter((one) => one.resource === uri).flatMap((one) => one.scopes);
    const roles = requiredRoles.filter((one) => one.resource === uri).flatMap((one) => one.roles);
    const resourceAccess = [
      ...scopes.map((name) => ({ id: scopeId(appId, name), type: 'Scope' })),
      ...roles.map((name) => ({ id: appRoleId(appId, name), type: 'Role' })),
    ];
    return [{ resourceAppId: appId, resourceAccess }];
  });
}
