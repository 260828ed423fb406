import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { listUsersOf } from '../world/find.ts';
import { isInForce } from '../world/presence.ts';
import { relationshipId } from '../world/proposals.ts';
import type { AccessAssignment, Relationship } from '../world/types.ts';
import type { Caller } from './authorize-call.ts';
import { accessDetailsSchema, assertPartner, getGdap, readRoles } from './delegated-admin.ts';
import { GraphError, badRequest, notFound } from './graph-error.ts';
import { writeEntity, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { readBody } from './read-body.ts';
import { declaredGroupId } from './memberships.ts';
import { withEtag, writeRoles } from './write-relationship.ts';

/** `GET …/{relationship}/accessAssignments`: the groups that have roles of a relationship. */
export function listAccessAssignments(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  assertPartner(caller, 'readRelationships');
  const relationship = getGdap(parts.world, caller, id);
  return writeList(parts, pathOf(id), url, listAll(relationship), (one) =>
    writeAssignment(relationship, one),
  );
}

/** `GET …/{relationship}/accessAssignments/{assignment}` */
export function getAccessAssignment(parts: SandboxParts, caller: Caller, id: string, part: string): Entity {
  assertPartner(caller, 'readRelationships');
  const relationship = getGdap(parts.world, caller, id);
  return writeEntity(parts, pathOf(id), writeAssignment(relationship, getOne(relationship, part)));
}

const assignmentSchema = z.strictObject({
  accessContainer: z.strictObject({
    accessContainerId: z.string(),
    accessContainerType: z.literal('securityGroup'),
  }),
  accessDetails: accessDetailsSchema,
});

/**
 * `POST …/{relationship}/accessAssignments`: gives a group of the partner some of the roles.
 *
 * @throws GraphError 400 a group or role that is not there, or a relationship that is not active; 409 the group has some already
 */
export async function createAccessAssignment(
  parts: SandboxParts,
  caller: Caller,
  id: string,
  request: Request,
): Promise<Entity> {
  assertPartner(caller, 'writeRelationships');
  const relationship = getGdap(parts.world, caller, id);
  const { accessContainer, accessDetails } = await readBody(request, assignmentSchema);
  if (!isInForce(relationship, parts.clock.now())) throw badRequest('The relationship is not active.');
  const groups = new Set(listUsersOf(parts.world, caller.tenant.id).flatMap((user) => user.groups));
  const wanted = accessContainer.accessContainerId.toLowerCase();
  const group = [...groups].find((name) => deriveGuid('group', caller.tenant.id, name) === wanted);
  if (group === undefined) throw badRequest("'accessContainerId' names no group of the partner.");
  const assignments = (relationship.assignments ??= []);
  if (assignments.some((one) => one.group === group))
    throw new GraphError(409, 'Conflict', 'The group has an access assignment of this relationship already.');
  const assignment = { id: randomUUID(), group, roles: readGiven(relationship, accessDetails) };
  assignments.push(assignment);
  return writeEntity(parts, pathOf(id), { ...writeAssignment(relationship, assignment), status: 'pending' });
}

const changeSchema = z.strictObject({ accessDetails: accessDetailsSchema });

/** `PATCH …/accessAssignments/{assignment}`, with `If-Match` @throws GraphError 428 without, 412 with another ETag */
export async function changeAccessAssignment(
  parts: SandboxParts,
  caller: Caller,
  id: string,
  part: string,
  request: Request,
): Promise<void> {
  assertPartner(caller, 'writeRelationships');
  const relationship = getGdap(parts.world, caller, id);
  const assignment = getMatched(relationship, part, request);
  const { accessDetails } = await readBody(request, changeSchema);
  const kept = relationship.assignments?.find((one) => one.id === assignment.id);
  if (kept === undefined)
    throw badRequest(
      "The world declares this assignment by 'userObjectIds': it can be deleted and not changed.",
    );
  kept.roles = readGiven(relationship, accessDetails);
}

/** `DELETE …/accessAssignments/{assignment}`, with `If-Match` @throws GraphError 428 without, 412 with another ETag */
export function deleteAccessAssignment(
  parts: SandboxParts,
  caller: Caller,
  id: string,
  part: string,
  request: Request,
): void {
  assertPartner(caller, 'writeRelationships');
  const relationship = getGdap(parts.world, caller, id);
  const assignment = getMatched(relationship, part, request);
  if (assignment.id === declaredId(relationship)) relationship.userObjectIds = [];
  else relationship.assignments = relationship.assignments?.filter((one) => one.id !== assignment.id) ?? [];
}

function pathOf(id: string): string {
  return `tenantRelationships/delegatedAdminRelationships('${id}')/accessAssignments`;
}

function declaredId(relationship: Relationship): string {
  return deriveGuid('access assignment', relationshipId(relationship));
}

/** The users whom the world names stand for a group of their own, which has all the roles. */
function listAll(relationship: Relationship): AccessAssignment[] {
  const { userObjectIds, roles, assignments = [] } = relationship;
  if (userObjectIds.length === 0) return assignments;
  return [{ id: declaredId(relationship), group: '(declared)', roles }, ...assignments];
}

function getOne(relationship: Relationship, id: string): AccessAssignment {
  const found = listAll(relationship).find((one) => one.id === id.toLowerCase());
  if (found !== undefined) return found;
  throw notFound(id);
}

/** That a change without `If-Match` is refused with 428 is a guess (2026-11). */
function getMatched(relationship: Relationship, id: string, { headers }: Request): AccessAssignment {
  const assignment = getOne(relationship, id);
  const sent = headers.get('if-match');
  if (sent === null) throw new GraphError(428, 'preconditionRequired', "The header 'If-Match' is needed.");
  if (sent === writeAssignment(relationship, assignment)['@odata.etag']) return assignment;
  throw new GraphError(412, 'preconditionFailed', 'The access assignment was changed meanwhile.');
}

function readGiven({ roles }: Relationship, accessDetails: z.infer<typeof accessDetailsSchema>): string[] {
  const wanted = readRoles(accessDetails);
  const missing = wanted.find((role) => !roles.includes(role));
  if (missing === undefined) return wanted;
  throw badRequest(`The relationship does not have the role '${missing}'.`);
}

function writeAssignment(relationship: Relationship, { id, group, roles }: AccessAssignment): Entity {
  const isDeclared = id === declaredId(relationship);
  return withEtag({
    id,
    status: 'active',
    accessContainer: {
      accessContainerId: isDeclared
        ? declaredGroupId(relationship)
        : deriveGuid('group', relationship.partnerTenantId, group),
      accessContainerType: 'securityGroup',
    },
    accessDetails: writeRoles(roles),
  });
}
