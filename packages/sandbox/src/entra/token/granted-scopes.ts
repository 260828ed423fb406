import { listConsentedScopes } from '../../world/consents.ts';
import { findServicePrincipal } from '../../world/find.ts';
import type { Presence } from '../../world/presence.ts';
import { isInTenant } from '../../world/world-resources.ts';
import type { Application, Tenant, User, World } from '../../world/types.ts';
import { assertMayUse } from '../find-client.ts';
import { EntraRefusal } from '../refusal.ts';
import type { ScopeTarget } from '../scopes.ts';

/** Who asks for which resource, in which tenant. */
export interface DelegatedAccess {
  application: Application;
  tenant: Tenant;
  user: User;
  presence: Presence;
  target: ScopeTarget;
}

/**
 * Gets the delegated permissions that a token may carry: everything consented for the resource, if that covers what was asked.
 *
 * @throws EntraRefusal 500011 the tenant does not have the resource; 90099 a partner's user, and the customer does not have
 * the application; 7000112 application disabled; 50105 user not assigned; 65001 no consent
 */
export function getGrantedScopes(world: World, access: DelegatedAccess): string[] {
  const { application, tenant, user, presence, target } = access;
  const { clientId, displayName } = application;
  if (!isInTenant(world, target.resource, tenant)) {
    throw new EntraRefusal(500011, { resource: target.identifier, tenantName: tenant.name });
  }
  if (findServicePrincipal(world, tenant.id, clientId) === undefined) {
    const code = presence.kind === 'delegated' ? 90099 : 65001;
    throw new EntraRefusal(code, { clientId, displayName, tenantId: tenant.id });
  }
  assertMayUse(world, application, tenant, user);
  const holder = { tenantId: tenant.id, clientId, userObjectId: user.objectId };
  const consented = listConsentedScopes(world, holder, target.resource.uri);
  const isCovered =
    target.permissions === '.default'
      ? consented.length > 0
      : target.permissions.every((scope) => consented.includes(scope));
  if (!isCovered) throw new EntraRefusal(65001, { clientId, displayName });
  return consented;
}
