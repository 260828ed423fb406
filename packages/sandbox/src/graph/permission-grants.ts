import { z } from 'zod';
import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { CONSENT_ROLES, DIRECTORY_READING_ROLES } from '../world/directory-roles.ts';
import { findUser, listConsents } from '../world/find.ts';
import { servicePrincipalId } from '../world/object-ids.ts';
import { findPresence, findUserByPresence } from '../world/presence.ts';
import type { Resource } from '../world/resources.ts';
import type { Consent, User } from '../world/types.ts';
import { findResourceByUri } from '../world/world-resources.ts';
import { assertDelegatedRole, assertPermission, assertRole } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { GraphError, badRequest, notFound } from './graph-error.ts';
import { isSeen } from './new-objects.ts';
import { readFilter, writeEntity, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';
import { findClient, getResource } from './principals.ts';
import type { ClientPrincipal } from './principals.ts';
import { readBody } from './read-body.ts';

const grantBody = z.object({
  clientId: z.string(),
  consentType: z.enum(['AllPrincipals', 'Principal']),
  principalId: z.string().nullish(),
  resourceId: z.string(),
  scope: z.string(),
});
const changeBody = z.object({ scope: z.string() });

/** `GET /v1.0/oauth2PermissionGrants`: the delegated permissions that the tenant consented to. */
export function listGrants(parts: SandboxParts, caller: Caller, url: URL): Entity {
  assertPermission(caller, PERMISSIONS.readGrants);
  assertDelegatedRole(caller, DIRECTORY_READING_ROLES);
  const isWanted = readFilter(url, ['clientId', 'consentType', 'principalId', 'resourceId']);
  const grants = listConsentsOf(parts, caller)
    .map((consent) => writeGrant(parts, consent))
    .filter(isWanted);
  return writeList(parts, 'oauth2PermissionGrants', url, grants, (grant) => grant);
}

/** `GET /v1.0/oauth2PermissionGrants/{id}` */
export function getGrant(parts: SandboxParts, caller: Caller, id: string): Entity {
  assertPermission(caller, PERMISSIONS.readGrants);
  assertDelegatedRole(caller, DIRECTORY_READING_ROLES);
  return writeEntity(parts, 'oauth2PermissionGrants', writeGrant(parts, getConsent(parts, caller, id)));
}

/**
 * `POST /v1.0/oauth2PermissionGrants`
 *
 * @throws GraphError 409 when there is a grant for the same client, resource and user already
 */
export async function createGrant(parts: SandboxParts, caller: Caller, request: Request): Promise<Entity> {
  authorizeWriting(caller);
  const body = await readBody(request, grantBody);
  const client = getClient(parts, caller, body.clientId);
  const { resource } = getResource(parts.world, caller.tenant, body.resourceId);
  const user =
    body.consentType === 'Principal' ? getPrincipalUser(parts, caller, body.principalId) : undefined;
  const consent: Consent = {
    tenantId: caller.tenant.id,
    clientId: client.appId,
    resource: resource.uri,
    scopes: readScopes(resource, body.scope),
    ...(user === undefined ? { kind: 'admin' } : { kind: 'user', userObjectId: user.objectId }),
  };
  const known = listConsents(parts.world, consent.tenantId, consent.clientId);
  if (known.some((one) => grantId(one) === grantId(consent))) {
    throw new GraphError(409, 'Request_MultipleObjectsWithSameKeyValue', 'Permission entry already exists.');
  }
  parts.world.consents.push(consent);
  return writeEntity(parts, 'oauth2PermissionGrants', writeGrant(parts, consent));
}

/** `PATCH /v1.0/oauth2PermissionGrants/{id}`: the new `scope` takes the place of the old one. */
export async function changeGrant(
  parts: SandboxParts,
  caller: Caller,
  id: string,
  request: Request,
): Promise<void> {
  authorizeWriting(caller);
  const { scope } = await readBody(request, changeBody);
  const consent = getConsent(parts, caller, id);
  const resource = findResourceByUri(parts.world, consent.resource);
  if (resource === undefined) throw notFound(id);
  consent.scopes = readScopes(resource, scope);
}

/** `DELETE /v1.0/oauth2PermissionGrants/{id}` */
export function deleteGrant(parts: SandboxParts, caller: Caller, id: string): void {
  authorizeWriting(caller);
  const consent = getConsent(parts, caller, id);
  parts.world.consents = parts.world.consents.filter((one) => one !== consent);
}

function authorizeWriting(caller: Caller): void {
  assertPermission(caller, PERMISSIONS.writeGrants);
  assertRole(caller, CONSENT_ROLES);
}

function listConsentsOf({ world }: SandboxParts, { tenant }: Caller): Consent[] {
  return world.consents.filter((consent) => consent.tenantId === tenant.id);
}

function getConsent(parts: SandboxParts, caller: Caller, id: string): Consent {
  const found = listConsentsOf(parts, caller).find((consent) => grantId(consent) === id);
  if (found === undefined) throw notFound(id);
  return found;
}

function getClient(parts: SandboxParts, { tenant }: Caller, id: string): ClientPrincipal {
  const client = findClient(parts.world, tenant, id);
  if (client !== undefined && isSeen(parts, client.id)) return client;
  throw badRequest(`The clientId '${id}' is no service principal of an application in this tenant.`);
}

function getPrincipalUser(parts: SandboxParts, { tenant }: Caller, id: string | null | undefined): User {
  const user = id ? findUserByPresence(parts, tenant.id, id.toLowerCase()) : undefined;
  if (user !== undefined) return user;
  throw badRequest("The principalId must name a user when consentType is 'Principal'.");
}

/** Graph takes any text here; the sandbox refuses what is no permission, so that a mistake shows. */
function readScopes(resource: Resource, scope: string): string[] {
  const scopes = scope.split(/\s+/).filter((name) => name !== '');
  const unknown = scopes.find((name) => !Object.hasOwn(resource.permissions, name));
  if (unknown === undefined) return [...new Set(scopes)];
  throw badRequest(`${resource.displayName} has no delegated permission '${unknown}'.`);
}

function grantId({ tenantId, clientId, resource, userObjectId }: Consent): string {
  return deriveGuid('grant', tenantId, clientId, resource, userObjectId ?? 'everybody');
}

function writeGrant(parts: SandboxParts, consent: Consent): Entity {
  const { tenantId, clientId, userObjectId } = consent;
  const resource = findResourceByUri(parts.world, consent.resource);
  return {
    clientId: servicePrincipalId(tenantId, clientId),
    consentType: consent.kind === 'admin' ? 'AllPrincipals' : 'Principal',
    id: grantId(consent),
    principalId: userObjectId === undefined ? null : objectIdIn(parts, tenantId, userObjectId),
    resourceId: servicePrincipalId(tenantId, resource?.appId ?? consent.resource),
    scope: consent.scopes.join(' '),
  };
}

/** A partner's user has another object id in each customer's tenant. */
function objectIdIn(parts: SandboxParts, tenantId: string, userObjectId: string): string {
  const user = findUser(parts.world, userObjectId);
  return (user && findPresence(parts, user, tenantId)?.objectId) ?? userObjectId;
}
