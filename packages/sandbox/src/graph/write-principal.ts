import { z } from 'zod';
import type { SandboxParts } from '../parts.ts';
import { findApplication, findServicePrincipal } from '../world/find.ts';
import { registrationId, servicePrincipalId } from '../world/object-ids.ts';
import { RESOURCES } from '../world/resources.ts';
import { APPLICATION_WRITING_ROLES } from './applications.ts';
import { assertPermission, assertRole } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { GraphError, badRequest, notFound } from './graph-error.ts';
import { isSeen, noteNewObject } from './new-objects.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';
import { findClient, findPrincipal } from './principals.ts';
import { readBody } from './read-body.ts';
import { showPrincipal } from './service-principals.ts';

const newPrincipal = z.strictObject({ appId: z.guid().transform((id) => id.toLowerCase()) });
const changes = z.strictObject({ accountEnabled: z.boolean() });

/**
 * `POST /v1.0/servicePrincipals`: brings an application into the tenant, one of the tenant itself, a multi-tenant one, or an API of
 * Microsoft.
 *
 * @throws GraphError 400 for an application that there is not, or not yet; 403; 409 where it is there already
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals
 */
export async function createPrincipal(
  parts: SandboxParts,
  caller: Caller,
  request: Request,
): Promise<Entity> {
  authorizeWriting(caller);
  const { appId } = await readBody(request, newPrincipal);
  const { world } = parts;
  const { tenant } = caller;
  if (!isReferable(parts, caller, appId)) {
    throw badRequest(
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
    );
  }
  if (findPrincipal(world, tenant, `appid=${appId}`) !== undefined) {
    const message = `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`;
    throw new GraphError(409, 'Request_MultipleObjectsWithSameKeyValue', message);
  }
  world.servicePrincipals.push({ tenantId: tenant.id, clientId: appId, state: 'enabled', roles: [] });
  const id = servicePrincipalId(tenant.id, appId);
  noteNewObject(parts, id);
  const principal = findPrincipal(world, tenant, id);
  if (principal === undefined) throw notFound(id);
  return showPrincipal(parts, principal);
}

function isReferable(parts: SandboxParts, { tenant }: Caller, appId: string): boolean {
  if (RESOURCES.some((resource) => resource.appId === appId)) return true;
  const application = findApplication(parts.world, appId);
  if (application === undefined || !isSeen(parts, registrationId(application.clientId))) return false;
  return application.multiTenant || application.homeTenantId === tenant.id;
}

/** `PATCH /v1.0/servicePrincipals/{id}`: people may sign in, or not. @throws GraphError 400, 403, 404 */
export async function changePrincipal(
  parts: SandboxParts,
  caller: Caller,
  id: string,
  request: Request,
): Promise<void> {
  authorizeWriting(caller);
  const { accountEnabled } = await readBody(request, changes);
  const principal = findClient(parts.world, caller.tenant, id);
  if (principal === undefined || !isSeen(parts, principal.id)) throw notFound(id);
  const record = findServicePrincipal(parts.world, caller.tenant.id, principal.appId);
  if (record !== undefined) record.state = accountEnabled ? 'enabled' : 'disabled';
}

function authorizeWriting(caller: Caller): void {
  assertPermission(caller, PERMISSIONS.writeAnyApplication);
  assertRole(caller, APPLICATION_WRITING_ROLES);
}
