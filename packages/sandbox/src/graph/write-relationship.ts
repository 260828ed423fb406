import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { DIRECTORY_ROLES } from '../world/directory-roles.ts';
import { findTenant } from '../world/find.ts';
import { isInForce } from '../world/presence.ts';
import { relationshipId } from '../world/proposals.ts';
import type { Proposal } from '../world/proposals.ts';
import type { Relationship, World } from '../world/types.ts';
import type { Entity } from './odata.ts';

/** How long a relationship may last. */
export const MOST_DAYS = 730;

/** The roles of a relationship or an assignment, as Graph shows them. */
export function writeRoles(names: readonly string[]): Entity {
  return { unifiedRoles: names.map((name) => ({ roleDefinitionId: DIRECTORY_ROLES[name] })) };
}

/** An object with the ETag of what it says. */
export function withEtag(entity: Entity): Entity {
  return { '@odata.etag': `"${deriveGuid('etag', JSON.stringify(entity))}"`, ...entity };
}

/** The name of a relationship; the world need not give one. */
export function nameOf({ displayName, customerTenantId }: Relationship): string {
  return displayName ?? `Relationship with ${customerTenantId}`;
}

/** A relationship of the world as Graph shows it. That its duration is in days is the sandbox's way. */
export function writeRelationship({ world, clock }: SandboxParts, relationship: Relationship): Entity {
  const { approvedAt, endsAt, isTerminated, customerTenantId } = relationship;
  const ended = isTerminated === true ? 'terminated' : 'expired';
  const began = approvedAt === undefined ? null : new Date(approvedAt).toISOString();
  const days =
    endsAt === undefined || approvedAt === undefined ? MOST_DAYS : (endsAt - approvedAt) / 86_400_000;
  return withEtag({
    id: relationshipId(relationship),
    displayName: nameOf(relationship),
    duration: `P${Math.max(1, Math.round(days))}D`,
    autoExtendDuration: 'PT0S',
    customer: { tenantId: customerTenantId, displayName: findTenant(world, customerTenantId)?.name ?? '' },
    accessDetails: writeRoles(relationship.roles),
    status: isInForce(relationship, clock.now()) ? 'active' : ended,
    createdDateTime: began,
    activatedDateTime: began,
    lastModifiedDateTime: began,
    endDateTime: endsAt === undefined ? null : new Date(endsAt).toISOString(),
  });
}

/** A relationship that no customer approved yet, as Graph shows it. */
export function writeProposal(world: World, proposal: Proposal): Entity {
  const { customerTenantId: tenantId, createdAt, isLocked } = proposal;
  const at = new Date(createdAt).toISOString();
  return withEtag({
    id: proposal.id,
    displayName: proposal.displayName,
    duration: `P${proposal.durationDays}D`,
    autoExtendDuration: 'PT0S',
    customer:
      tenantId === undefined ? null : { tenantId, displayName: findTenant(world, tenantId)?.name ?? '' },
    accessDetails: writeRoles(proposal.roles),
    status: isLocked ? 'approvalPending' : 'created',
    createdDateTime: at,
    activatedDateTime: null,
    lastModifiedDateTime: at,
    endDateTime: null,
  });
}
