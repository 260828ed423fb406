import { findTenant } from '../../world/find.ts';
import type { Tenant, User, World } from '../../world/types.ts';
import type { SignInFlow } from './sign-in-flow.ts';

/** True for a user whose tenant at home signs people in at an identity provider of its own. */
export function isFederated(world: World, user: User): boolean {
  return findTenant(world, user.guestOf ?? user.tenantId)?.federation !== undefined;
}

/**
 * True when a one-time code is asked for although no policy demands it. An identity provider of the tenant's own always asks.
 */
export function needsCode(world: World, flow: SignInFlow, user: User, tenant: Tenant): boolean {
  if (user.totpSecret === undefined) return false;
  if (isFederated(world, user)) return true;
  if (tenant.mfa === 'when-registered') return true;
  return flow.purpose.kind === 'authorize' && flow.purpose.request.asksForMfa;
}

/**
 * The `amr` of a sign-in. A code that was given to the tenant's own identity provider is not seen: it sends no claim that says
 * so.
 */
export function listMethods(world: World, user: User, hasCode: boolean): string[] {
  if (isFederated(world, user)) return ['pwd', 'fed'];
  return hasCode ? ['pwd', 'mfa'] : ['pwd'];
}
