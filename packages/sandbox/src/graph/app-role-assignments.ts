import { z } from 'zod';
import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { CONSENT_ROLES, DIRECTORY_READING_ROLES } from '../world/directory-roles.ts';
import { appRoleId } from '../world/object-ids.ts';
import { AAD_GRAPH, GRAPH } from '../world/resources.ts';
import { assertDelegatedRole, assertPermission, assertRole } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { badRequest, notFound } from './graph-error.ts';
import { writeEntity, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';
import { findClient, getResource, listPrincipals } from './principals.ts';
import type { ClientPrincipal, ResourcePrincipal } from './principals.ts';
import { readBody } from './read-body.ts';

const assignmentBody = z.object({ principalId: z.string(), resourceId: z.string(), appRoleId: z.string() });

/** Application permissions of Graph itself are a matter for these roles alone. */
const GRAPH_ASSIGNING_ROLES = ['Global Administrator', 'Privileged Role Administrator'];

interface Assignment {
  client: ClientPrincipal;
  resource: ResourcePrincipal;
  role: string;
}

/** `GET /v1.0/servicePrincipals/{id}/appRoleAssignments`: the application permissions that an application has in the tenant. */
export function listAssignments(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  assertPermission(caller, PERMISSIONS.readApplications);
  assertDelegatedRole(caller, DIRECTORY_READING_ROLES);
  const assignments = assignmentsOf(parts, caller, getClient(parts, caller, id));
  return writeList(parts, 'appRoleAssignments', url, assignments, writeAssignment);
}

/** `POST /v1.0/servicePrincipals/{id}/appRoleAssignments` */
export async function createAssignment(
  parts: SandboxParts,
  caller: Caller,
  id: string,
  request: Request,
): Promise<Entity> {
  assertPermission(caller, PERMISSIONS.assignAppRoles);
  assertPermission(caller, PERMISSIONS.readApplications);
  const client = getClient(parts, caller, id);
  const body = await readBody(request, assignmentBody);
  if (body.principalId.toLowerCase() !== client.id) {
    throw badRequest('The principalId must be the id of the service principal in the path.');
  }
  const resource = getResource(parts.world, caller.tenant, body.resourceId);
  assertAssigningRole(caller, resource);
  const wanted = body.appRoleId.toLowerCase();
  const role = resource.resource.roles.find((name) => appRoleId(resource.appId, name) === wanted);
  if (role === undefined) throw badRequest('Permission being assigned was not found on application.');
  const { roles } = client.client.record;
  const known = roles.find((one) => one.resource === resource.resource.uri);
  if (known?.roles.includes(role) === true) {
    throw badRequest('Permission being assigned already exists on the object.');
  }
  if (known === undefined) roles.push({ resource: resource.resource.uri, roles: [role] });
  else known.roles.push(role);
  return writeEntity(parts, 'appRoleAssignments', writeAssignment({ client, resource, role }));
}

/** `DELETE /v1.0/servicePrincipals/{id}/appRoleAssignments/{assignment id}` */
export function deleteAssignment(parts: SandboxParts, caller: Caller, id: string, assignment: string): void {
  assertPermission(caller, PERMISSIONS.assignAppRoles);
  const client = getClient(parts, caller, id);
  const found = assignmentsOf(parts, caller, client).find((one) => assignmentId(one) === assignment);
  if (found === undefined) throw notFound(assignment);
  assertAssigningRole(caller, found.resource);
  const { uri } = found.resource.resource;
  client.client.record.roles = client.client.record.roles
    .map(({ resource, roles }) =>
      resource === uri
        ? { resource, roles: roles.filter((role) => role !== found.role) }
        : { resource, roles },
    )
    .filter(({ roles }) => roles.length > 0);
}

function assertAssigningRole(caller: Caller, { resource }: ResourcePrincipal): void {
  const isGraph = resource.uri === GRAPH || resource.uri === AAD_GRAPH;
  assertRole(caller, isGraph ? GRAPH_ASSIGNING_ROLES : CONSENT_ROLES);
}

function getClient(parts: SandboxParts, { tenant }: Caller, id: string): ClientPrincipal {
  const client = findClient(parts.world, tenant, id);
  if (client === undefined) throw notFound(id);
  return client;
}

function assignmentsOf({ world }: SandboxParts, { tenant }: Caller, client: ClientPrincipal): Assignment[] {
  const principals = listPrincipals(world, tenant);
  return client.client.record.roles.flatMap(({ resource: uri, roles }) => {
    const found = principals.find((principal) => principal.resource?.uri === uri);
    if (found?.resource === undefined) return [];
    const resource = { ...found, resource: found.resource };
    return roles.map((role) => ({ client, resource, role }));
  });
}

function assignmentId({ client, resource, role }: Assignment): string {
  return deriveGuid('app role assignment', client.id, resource.id, role);
}

function writeAssignment(assignment: Assignment): Entity {
  const { client, resource, role } = assignment;
  return {
    id: assignmentId(assignment),
    deletedDateTime: null,
    appRoleId: appRoleId(resource.appId, role),
    principalDisplayName: client.displayName,
    principalId: client.id,
    principalType: 'ServicePrincipal',
    resourceDisplayName: resource.displayName,
    resourceId: resource.id,
  };
}
