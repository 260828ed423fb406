import type { SandboxParts } from '../../parts.ts';
import { findPresence } from '../../world/presence.ts';
import { GRAPH } from '../../world/resources.ts';
import type { Tenant, User } from '../../world/types.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import { findDemands } from './find-demands.ts';
import type { Demands } from './find-demands.ts';

/**
 * Finds what a tenant demands of a sign-in.
 *
 * @returns undefined when the user has no business in the tenant
 */
export function findSignInDemands(
  parts: SandboxParts,
  flow: SignInFlow,
  user: User,
  tenant: Tenant,
): Demands | undefined {
  const presence = findPresence(parts, user, tenant.id);
  if (presence === undefined) return undefined;
  const { address } = flow;
  return findDemands(parts.world, { user, tenant, presence, resources: listResources(flow), address });
}

/** A sign-in that names no resource is one for Graph; but at v1 it leaves the resource to the token request. */
function listResources({ purpose }: SignInFlow): string[] {
  const isAdminConsent = purpose.kind === 'admin-consent';
  const targets = isAdminConsent ? purpose.request.targets : purpose.request.scopes.targets;
  if (targets.length > 0) return targets.map((target) => target.resource.uri);
  return !isAdminConsent && purpose.request.version === 'v1' ? [] : [GRAPH];
}
