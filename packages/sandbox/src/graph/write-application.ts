import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SandboxParts } from '../parts.ts';
import { appRoleId, registrationId, scopeId } from '../world/object-ids.ts';
import { RESOURCES } from '../world/resources.ts';
import type { Application, ResourceRoles, ResourceScopes } from '../world/types.ts';
import { redirectUri } from '../world/world-schema.ts';
import { findWorldResource } from '../world/world-resources.ts';
import { APPLICATION_WRITING_ROLES, showApplication } from './applications.ts';
import { assertPermission, assertRole } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { badRequest } from './graph-error.ts';
import { keyCredentialsSchema, readCertificates } from './key-credentials.ts';
import { noteNewObject } from './new-objects.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';
import { readBody } from './read-body.ts';

const guid = z.guid().transform((id) => id.toLowerCase());
const requiredAccess = z.array(
  z.strictObject({
    resourceAppId: guid,
    resourceAccess: z.array(z.strictObject({ id: guid, type: z.enum(['Scope', 'Role']) })).min(1),
  }),
);
const platform = z.strictObject({ redirectUris: z.array(redirectUri) });
const changes = z.strictObject({
  displayName: z.string().min(1).max(256).exactOptional(),
  signInAudience: z.enum(['AzureADMyOrg', 'AzureADMultipleOrgs']).exactOptional(),
  isFallbackPublicClient: z.boolean().nullable().exactOptional(),
  web: z
    .strictObject({
      redirectUris: z.array(redirectUri).exactOptional(),
      implicitGrantSettings: z
        .strictObject({
          enableIdTokenIssuance: z.boolean().exactOptional(),
          enableAccessTokenIssuance: z
            .literal(false, 'access tokens of the implicit flow are not played')
            .exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
  spa: platform.exactOptional(),
  publicClient: z.strictObject({ redirectUris: z.array(z.string().min(1)) }).exactOptional(),
  requiredResourceAccess: requiredAccess.exactOptional(),
  keyCredentials: keyCredentialsSchema.exactOptional(),
});
type Changes = z.infer<typeof changes>;

/**
 * `POST /v1.0/applications`. What comes can be used at once: people sign in to it, and its certificates prove it. Partner Center does
 * not know it, and there is no service principal yet. Guessed (2026-11): that a field which the sandbox does not play is refused, and
 * one redirect URI at two platforms. The tenants are such in which users may not register applications: a role is needed.
 *
 * @throws GraphError 400, 403
 * @see https://learn.microsoft.com/graph/api/application-post-applications
 */
export async function createApplication(
  parts: SandboxParts,
  caller: Caller,
  request: Request,
): Promise<Entity> {
  assertPermission(caller, PERMISSIONS.writeAnyApplication);
  assertRole(caller, APPLICATION_WRITING_ROLES);
  const body = await readBody(request, changes);
  if (body.displayName === undefined) throw badRequest("A value is required for property 'displayName'.");
  const empty: Application = {
    clientId: randomUUID(),
    homeTenantId: caller.tenant.id,
    displayName: body.displayName,
    secrets: [],
    certificates: [],
    redirectUris: [],
    requiredScopes: [],
    multiTenant: false,
    registeredInPartnerCenter: false,
  };
  const application = { ...empty, ...readChanges(parts, empty, body) };
  parts.world.applications.push(application);
  noteNewObject(parts, registrationId(application.clientId));
  return showApplication(parts, application);
}

/**
 * `PATCH /v1.0/applications/{id}`. A list takes the place of the old one; what an object leaves out stays. All of it is done, or
 * nothing.
 *
 * @throws GraphError 400
 * @see https://learn.microsoft.com/graph/api/application-update
 */
export async function changeApplication(
  parts: SandboxParts,
  application: Application,
  request: Request,
): Promise<void> {
  Object.assign(application, readChanges(parts, application, await readBody(request, changes)));
}

function readChanges(parts: SandboxParts, application: Application, body: Changes): Partial<Application> {
  const idTokens = body.web?.implicitGrantSettings?.enableIdTokenIssuance;
  const changed: Partial<Application> = {
    ...(body.displayName !== undefined && { displayName: body.displayName }),
    ...(body.signInAudience !== undefined && { multiTenant: body.signInAudience === 'AzureADMultipleOrgs' }),
    ...(body.isFallbackPublicClient !== undefined && {
      allowPublicClientFlows: body.isFallbackPublicClient === true,
    }),
    ...(body.web?.redirectUris !== undefined && { redirectUris: body.web.redirectUris }),
    ...(idTokens !== undefined && { idTokenIssuance: idTokens }),
    ...(body.spa !== undefined && { spaRedirectUris: body.spa.redirectUris }),
    ...(body.publicClient !== undefined && { publicClientRedirectUris: body.publicClient.redirectUris }),
    ...(body.requiredResourceAccess !== undefined && readAccess(parts, body.requiredResourceAccess)),
    ...(body.keyCredentials !== undefined && {
      certificates: readCertificates(application, body.keyCredentials),
    }),
  };
  assertOnePlatform({ ...application, ...changed });
  return changed;
}

function assertOnePlatform({
  redirectUris,
  spaRedirectUris = [],
  publicClientRedirectUris = [],
}: Application): void {
  const all = [...redirectUris, ...spaRedirectUris, ...publicClientRedirectUris];
  if (new Set(all).size < all.length)
    throw badRequest('Property redirectUris has an invalid value: a redirect URI is there twice.');
}

/** Graph takes any id here; the sandbox refuses what is no permission, so that a mistake shows. */
function readAccess(
  parts: SandboxParts,
  access: z.infer<typeof requiredAccess>,
): Pick<Application, 'requiredScopes' | 'requiredRoles'> {
  const scopes: ResourceScopes[] = [];
  const roles: ResourceRoles[] = [];
  for (const { resourceAppId, resourceAccess } of access) {
    const resource =
      RESOURCES.find(({ appId }) => appId === resourceAppId) ?? findWorldResource(parts, resourceAppId);
    if (resource === undefined) throw badRequest(`The resourceAppId '${resourceAppId}' is no API.`);
    const { uri, appId } = resource;
    const nameOf = (id: string, names: readonly string[], toId: typeof scopeId): string => {
      const name = names.find((one) => toId(appId, one) === id);
      if (name === undefined) throw badRequest(`The API '${appId}' has no permission '${id}'.`);
      return name;
    };
    const ofType = (type: 'Scope' | 'Role'): string[] =>
      resourceAccess.filter((one) => one.type === type).map(({ id }) => id);
    const asked = ofType('Scope').map((id) => nameOf(id, Object.keys(resource.permissions), scopeId));
    const wanted = ofType('Role').map((id) => nameOf(id, resource.roles, appRoleId));
    if (asked.length > 0) scopes.push({ resource: uri, scopes: asked });
    if (wanted.length > 0) roles.push({ resource: uri, roles: wanted });
  }
  return { requiredScopes: scopes, requiredRoles: roles };
}
