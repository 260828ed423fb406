import { findServicePrincipal, listConsents } from './find.ts';
import type { Consent, ResourceScopes, World } from './types.ts';

/** Who would use the consented permissions. */
export interface ConsentHolder {
  tenantId: string;
  clientId: string;
  /** The user's object id at home; absent for permissions that hold for everybody. */
  userObjectId?: string;
}

/** The delegated permissions on a resource that the application may use for this user in this tenant. */
export function listConsentedScopes(world: World, holder: ConsentHolder, resource: string): string[] {
  const scopes = listConsents(world, holder.tenantId, holder.clientId)
    .filter((consent) => consent.resource === resource && isFor(consent, holder))
    .flatMap((consent) => consent.scopes);
  return [...new Set(scopes)];
}

/** Records consent, and makes the application's service principal in the tenant if there is none. */
export function recordConsent(world: World, holder: ConsentHolder, grants: ResourceScopes[]): void {
  const { tenantId, clientId, userObjectId } = holder;
  if (findServicePrincipal(world, tenantId, clientId) === undefined) {
    world.servicePrincipals.push({ tenantId, clientId, state: 'enabled', roles: [] });
  }
  for (const { resource, scopes } of grants) {
    const known = listConsents(world, tenantId, clientId).find(
      (consent) => consent.resource === resource && consent.userObjectId === userObjectId,
    );
    if (known !== undefined) known.scopes = [...new Set([...known.scopes, ...scopes])];
    else {
      const kind = userObjectId === undefined ? 'admin' : 'user';
      const who = userObjectId === undefined ? {} : { userObjectId };
      world.consents.push({ tenantId, clientId, resource, scopes: [...scopes], kind, ...who });
    }
  }
}

function isFor(consent: Consent, holder: ConsentHolder): boolean {
  return consent.kind === 'admin' || consent.userObjectId === holder.userObjectId;
}
