import { randomUUID } from 'node:crypto';
import { listConsentedScopes } from '../../world/consents.ts';
import { findServicePrincipal } from '../../world/find.ts';
import type { Presence } from '../../world/presence.ts';
import type { Application, Tenant, User, World } from '../../world/types.ts';
import { assertEnabled } from '../find-client.ts';
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
 * the application; 7000112 application disabled; 65001 no consent
 */
export function getGrantedScopes(world: World, access: DelegatedAccess): string[] {
  const { application, tenant, user, presence, target } = access;
  const { clientId, displayName } = application;
  if (!target.resource.tenantKinds.includes(tenant.kind)) {
    throw new EntraRefusal(500011, { resource: target.identifier, tenantName: tenant.name });
  }
  if (findServicePrincipal(world, tenant.id, clientId) === undefined) {
    const code = presence.kind === 'delegated' ? 90099 : 65001;
    throw new EntraRefusal(code, { clientId, displayName, tenantId: tenant.id });
  }
  assertEnabled(world, application, tenant);
  const holder = { tenantId: tenant.id, clientId, userObjectId: user.objectId };
  const consented = listConsentedScopes(world, holder, target.resource.uri);
  const isCovered =
    target.permissions === '.default'
      ? consented.length > 0
      : target.permissions.every((scope) => consented.includes(scope));
  if (!isCovered) throw new EntraRefusal(65001, { clientId, displayName });
  return consented;
}

/** @throws EntraRefusal 50076, with a claims challenge, when the tenant wants MFA and the sign-in had none */
export function assertMfa(tenant: Tenant, amr: string[], target: ScopeTarget): void {
  if (tenant.mfa !== 'required' || amr.includes('mfa')) return;
  const claims = { access_token: { polids: { essential: true, values: [randomUUID()] } } };
  throw new EntraRefusal(50076, { resourceId: target.resource.appId }, claims);
}
