import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SandboxParts } from '../parts.ts';
import { DIRECTORY_ROLES } from '../world/directory-roles.ts';
import { findTenant, listRelationships } from '../world/find.ts';
import { isInForce } from '../world/presence.ts';
import { relationshipId } from '../world/proposals.ts';
import type { Proposal } from '../world/proposals.ts';
import type { Relationship, World } from '../world/types.ts';
import { assertPermission } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { GraphError, badRequest, notFound } from './graph-error.ts';
import { readFilter, writeEntity, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';
import { readBody } from './read-body.ts';
import { MOST_DAYS, nameOf, writeProposal, writeRelationship } from './write-relationship.ts';

const PATH = 'tenantRelationships/delegatedAdminRelationships';

/** `GET /tenantRelationships/delegatedAdminRelationships`: what the partner proposed and has, with every customer. */
export function listDelegatedRelationships(parts: SandboxParts, caller: Caller, url: URL): Entity {
  assertPartner(caller, 'readRelationships');
  const isWanted = readFilter(url, ['status', 'displayName', 'customer/tenantId']);
  const proposals = [...parts.proposals.values()].filter((one) => one.partnerTenantId === caller.tenant.id);
  const all = [
    ...listGdap(parts.world, caller).map((one) => writeRelationship(parts, one)),
    ...proposals.map((one) => writeProposal(parts.world, one)),
  ];
  return writeList(parts, PATH, url, all.filter(isWanted), (one) => one);
}

/** `GET …/{id}` @throws GraphError 404 */
export function getDelegatedRelationship(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  assertPartner(caller, 'readRelationships');
  const found = findGdap(parts.world, caller, id);
  const proposal = parts.proposals.get(id);
  if (found !== undefined) return writeEntity(parts, PATH, writeRelationship(parts, found), url);
  if (proposal?.partnerTenantId !== caller.tenant.id) throw notFound(id);
  return writeEntity(parts, PATH, writeProposal(parts.world, proposal), url);
}

const roles = z.strictObject({
  unifiedRoles: z.array(z.strictObject({ roleDefinitionId: z.string() })).min(1),
});
const proposalSchema = z.strictObject({
  displayName: z.string().min(1).max(50),
  duration: z.string().regex(/^P\d{1,3}D$/, 'must be a duration in days, such as P730D'),
  customer: z.looseObject({ tenantId: z.string() }).optional(),
  accessDetails: roles,
  autoExtendDuration: z.literal('PT0S', { error: 'must be PT0S: the sandbox extends nothing' }).optional(),
});

/** `POST …`: proposes a relationship. Its customer may be left open. @throws GraphError 400 */
export async function createDelegatedRelationship(
  parts: SandboxParts,
  caller: Caller,
  request: Request,
): Promise<Entity> {
  assertPartner(caller, 'writeRelationships');
  const body = await readBody(request, proposalSchema);
  const durationDays = Number(body.duration.slice(1, -1));
  if (durationDays < 1 || durationDays > MOST_DAYS) throw badRequest("'duration' must be from P1D to P730D.");
  const customer = body.customer && findTenant(parts.world, body.customer.tenantId);
  if (body.customer !== undefined && customer?.kind !== 'customer')
    throw badRequest("'customer/tenantId' names no customer.");
  const isTaken =
    [...parts.proposals.values()].some((one) => one.displayName === body.displayName) ||
    listGdap(parts.world, caller).some((one) => nameOf(one) === body.displayName);
  if (isTaken) throw new GraphError(409, 'Conflict', 'A relationship with this displayName exists.');
  const proposal: Proposal = {
    id: `${randomUUID()}-${caller.tenant.id}`,
    partnerTenantId: caller.tenant.id,
    ...(customer === undefined ? {} : { customerTenantId: customer.id }),
    displayName: body.displayName,
    durationDays,
    roles: readRoles(body.accessDetails),
    createdAt: parts.clock.now(),
    isLocked: false,
  };
  parts.proposals.set(proposal.id, proposal);
  return writeEntity(parts, PATH, writeProposal(parts.world, proposal));
}

const requestSchema = z.strictObject({ action: z.enum(['lockForApproval', 'terminate']) });

/**
 * `POST …/{id}/requests`: `lockForApproval` makes a proposal ready for the customer, `terminate` ends a relationship.
 *
 * @throws GraphError 400 when it is in no state for that, 404
 */
export async function requestOfRelationship(
  parts: SandboxParts,
  caller: Caller,
  id: string,
  request: Request,
): Promise<Entity> {
  assertPartner(caller, 'writeRelationships');
  const { action } = await readBody(request, requestSchema);
  if (action === 'lockForApproval') {
    const proposal = parts.proposals.get(id);
    if (proposal?.partnerTenantId !== caller.tenant.id) throw notFound(id);
    if (proposal.isLocked) throw badRequest('The relationship is locked already.');
    proposal.isLocked = true;
  } else {
    const relationship = getGdap(parts.world, caller, id);
    if (!isInForce(relationship, parts.clock.now())) throw badRequest('The relationship is not active.');
    relationship.endsAt = parts.clock.now();
    relationship.isTerminated = true;
  }
  const at = new Date(parts.clock.now()).toISOString();
  const entity = {
    id: randomUUID(),
    action,
    status: 'succeeded',
    createdDateTime: at,
    lastModifiedDateTime: at,
  };
  return writeEntity(parts, `${PATH}('${id}')/requests`, entity);
}

/** `GET /tenantRelationships/delegatedAdminCustomers`: the customers of relationships that are in force. */
export function listDelegatedCustomers(parts: SandboxParts, caller: Caller, url: URL): Entity {
  assertPartner(caller, 'readRelationships');
  const isWanted = readFilter(url, ['tenantId', 'displayName']);
  const inForce = listGdap(parts.world, caller).filter((one) => isInForce(one, parts.clock.now()));
  const ids = new Set(inForce.map(({ customerTenantId }) => customerTenantId));
  const customers = [...ids].map((id) => {
    const displayName = findTenant(parts.world, id)?.name ?? '';
    return { id, tenantId: id, displayName };
  });
  return writeList(
    parts,
    'tenantRelationships/delegatedAdminCustomers',
    url,
    customers.filter(isWanted),
    (one) => one,
  );
}

/**
 * Only a partner has relationships, and of its users only AdminAgents work with them.
 *
 * @throws GraphError 403
 */
export function assertPartner(caller: Caller, permission: 'readRelationships' | 'writeRelationships'): void {
  assertPermission(caller, PERMISSIONS[permission]);
  const isAgent = caller.user === undefined || caller.user.groups.includes('AdminAgents');
  if (caller.tenant.kind === 'partner' && isAgent) return;
  throw new GraphError(403, 'Forbidden', 'The caller is no administration agent of a partner.');
}

/** @throws GraphError 404 when the partner has no such relationship */
export function getGdap(world: World, caller: Caller, id: string): Relationship {
  const found = findGdap(world, caller, id);
  if (found !== undefined) return found;
  throw notFound(id);
}

/** @throws GraphError 400 for a role that the sandbox does not know */
export function readRoles({ unifiedRoles }: z.infer<typeof roles>): string[] {
  return unifiedRoles.map(({ roleDefinitionId }) => {
    const known = Object.entries(DIRECTORY_ROLES).find(([, id]) => id === roleDefinitionId.toLowerCase());
    if (known !== undefined) return known[0];
    throw badRequest(`'${roleDefinitionId}' is no role that can be delegated.`);
  });
}

/** The schema of `accessDetails`. */
export const accessDetailsSchema = roles;

function listGdap(world: World, { tenant }: Caller): Relationship[] {
  return listRelationships(world, tenant.id).filter(({ kind }) => kind === 'gdap');
}

function findGdap(world: World, caller: Caller, id: string): Relationship | undefined {
  return listGdap(world, caller).find((one) => relationshipId(one) === id.toLowerCase());
}
