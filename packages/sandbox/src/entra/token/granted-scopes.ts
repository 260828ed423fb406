import { listConsentedScopes } from '../../world/consents.ts';
import { findServicePrincipal } from '../../world/find.ts';
import { isInTenant } from '../../world/world-resources.ts';
import type { Application, World } from '../../world/types.ts';
import { assertMayUse } from '../get-client.ts';
import { EntraRefusal } from '../refusal.ts';
import { hasMoreThanSignIn } from '../scopes.ts';
import type { ScopeTarget } from '../scopes.ts';
import type { TokenSubject } from './token-subject.ts';

/** Who wants which resource, in which tenant. */
export interface DelegatedAccess extends TokenSubject {
  target: ScopeTarget;
}

/**
 * Gets the delegated permissions that a token may carry: everything consented for the resource, if that covers what was asked.
 *
 * @throws EntraRefusal 500011 the tenant does not have the resource; 90099 a partner's user, and the customer does not have
 * the application; 7000112 application disabled; 50105 user not assigned; 65001 no consent
 */
export function getGrantedScopes(world: World, application: Application, access: DelegatedAccess): string[] {
  const { tenant, user, presence, target } = access;
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
  if (!isCovered(target, consented)) throw new EntraRefusal(65001, { clientId, displayName });
  return consented;
}

/** `.default` wants something of the resource, and what names nothing wants a sign-in that was consented to. */
function isCovered({ permissions }: ScopeTarget, consented: readonly string[]): boolean {
  if (permissions === '.default') return hasMoreThanSignIn(consented);
  return consented.length > 0 && permissions.every((scope) => consented.includes(scope));
}
