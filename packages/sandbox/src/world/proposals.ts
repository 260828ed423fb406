import { deriveGuid } from '../ids.ts';
import type { Relationship } from './types.ts';

/** A GDAP relationship that a partner proposed. It becomes one of the world's when the customer approves it. */
export interface Proposal {
  id: string;
  partnerTenantId: string;
  /** Absent when any customer may approve it. */
  customerTenantId?: string;
  displayName: string;
  durationDays: number;
  /** Names of roles. */
  roles: string[];
  createdAt: number;
  /** Only what is locked can be approved. */
  isLocked: boolean;
}

/** The id of a relationship in Graph: two GUIDs, the second one the partner's. */
export function relationshipId({ id, partnerTenantId, customerTenantId }: Relationship): string {
  return id ?? `${deriveGuid('relationship', partnerTenantId, customerTenantId)}-${partnerTenantId}`;
}

/** The relationship that an approved proposal is. Nobody has its roles before a group is given some. */
export function approve(proposal: Proposal, customerTenantId: string, now: number): Relationship {
  const { id, partnerTenantId, displayName, durationDays, roles } = proposal;
  return {
    id,
    partnerTenantId,
    customerTenantId,
    kind: 'gdap',
    displayName,
    roles: [...roles],
    userObjectIds: [],
    assignments: [],
    approvedAt: now,
    endsAt: now + durationDays * 86_400_000,
  };
}
