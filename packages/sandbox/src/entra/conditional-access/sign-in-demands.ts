import { GRAPH } from '../../world/resources.ts';
import type { World } from '../../world/types.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import type { AccessAttempt } from './access-attempt.ts';
import { findDemands } from './find-demands.ts';
import type { Demands } from './find-demands.ts';

/** Finds what a tenant demands of a sign-in. */
export function findSignInDemands(
  world: World,
  flow: SignInFlow,
  who: Pick<AccessAttempt, 'user' | 'tenant' | 'presence'>,
): Demands {
  return findDemands(world, {
    ...who,
    resources: listSignInResources(flow),
    clientAddress: flow.clientAddress,
  });
}

/** The resources that a sign-in is for. One that names none is for Graph; but at v1 it leaves the resource to the token request. */
export function listSignInResources({ purpose }: SignInFlow): string[] {
  const isAdminConsent = purpose.kind === 'admin-consent';
  const targets = isAdminConsent ? purpose.request.targets : purpose.request.scopes.targets;
  if (targets.length > 0) return targets.map((target) => target.resource.uri);
  return !isAdminConsent && purpose.request.version === 'v1' ? [] : [GRAPH];
}
