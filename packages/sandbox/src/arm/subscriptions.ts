import type { SandboxParts } from '../parts.ts';
import { findAzureSubscription, listAzureSubscriptions } from '../world/find.ts';
import type { AzureSubscription } from '../world/types.ts';
import { ArmError } from './arm-error.ts';
import type { Caller } from './authorize-call.ts';
import { cutPage } from './paging.ts';
import type { ArmPage } from './paging.ts';

/** `GET /subscriptions`: those of the token's tenant in which the caller has a role. None is an empty list. */
export function listSubscriptions(parts: SandboxParts, caller: Caller, url: URL): ArmPage {
  const seen = listAzureSubscriptions(parts.world, caller.tenant.id).filter((one) => hasRole(one, caller));
  return cutPage(parts, url, seen.map(writeSubscription));
}

/**
 * `GET /subscriptions/{id}`
 *
 * @throws ArmError 404 `SubscriptionNotFound`, 401 `InvalidAuthenticationTokenTenant` for one of another tenant, 403
 * `AuthorizationFailed` without a role
 */
export function getSubscription({ world }: SandboxParts, caller: Caller, id: string): object {
  const subscription = findAzureSubscription(world, id);
  if (subscription === undefined)
    throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
  if (subscription.tenantId !== caller.tenant.id) {
    const message = `The access token is from the wrong issuer. It must match the tenant '${subscription.tenantId}' associated with this subscription.`;
    throw new ArmError(401, 'InvalidAuthenticationTokenTenant', message);
  }
  if (!hasRole(subscription, caller)) {
    const message = `The client with object id '${caller.claims.objectId}' does not have authorization to perform action 'Microsoft.Resources/subscriptions/read' over scope '/subscriptions/${subscription.id}'.`;
    throw new ArmError(403, 'AuthorizationFailed', message);
  }
  return writeSubscription(subscription);
}

/** A directory role gives nothing here. The AdminAgents of the partner that sold a subscription own it, and who is named. */
function hasRole(
  { access, partnerTenantId }: AzureSubscription,
  { claims, user, presence }: Caller,
): boolean {
  if (user === undefined) return access.some(({ clientId }) => clientId === claims.clientId);
  if (access.some(({ objectId }) => objectId === user.objectId)) return true;
  return (
    presence?.kind === 'delegated' && user.tenantId === partnerTenantId && user.groups.includes('AdminAgents')
  );
}

function writeSubscription({ id, tenantId, displayName, state }: AzureSubscription): object {
  return {
    id: `/subscriptions/${id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: id,
    tenantId,
    displayName,
    state,
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'CSP_2015-05-01',
      spendingLimit: 'Off',
    },
  };
}
