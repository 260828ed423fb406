import type { SandboxParts } from '../parts.ts';
import { findTenant } from '../world/find.ts';
import { approve } from '../world/proposals.ts';
import { ControlProblems } from './problems.ts';

/**
 * Approves a GDAP relationship that a partner proposed, as an administrator of the customer does at the link.
 *
 * @param customer the id or domain of the customer; needed where the proposal names none
 * @throws ControlProblems when no such proposal waits for approval, or it is another customer's
 */
export function approveRelationship(
  { proposals, world, clock }: SandboxParts,
  id: string,
  customer?: string,
): void {
  const proposal = proposals.get(id);
  if (proposal?.isLocked !== true)
    throw new ControlProblems([{ path: 'id', message: 'names no relationship that waits for approval' }]);
  const tenant = findTenant(world, customer ?? proposal.customerTenantId ?? '');
  if (tenant?.kind !== 'customer' || (proposal.customerTenantId ?? tenant.id) !== tenant.id)
    throw new ControlProblems([{ path: 'customer', message: 'must be the customer whom it is proposed to' }]);
  proposals.delete(id);
  world.relationships.push(approve(proposal, tenant.id, clock.now()));
}
