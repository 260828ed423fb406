import { findApplication, findServicePrincipal } from '../world/find.ts';
import type { Application, Tenant, User, World } from '../world/types.ts';
import { EntraRefusal } from './refusal.ts';
import { nameOf } from './tenant-segment.ts';
import type { TenantSegment } from './tenant-segment.ts';

/**
 * Gets the application that a client id names, as seen from a tenant segment.
 *
 * @throws EntraRefusal 700016 when there is none, the segment is `consumers`, or it is single-tenant and at home elsewhere; 50194 when it is
 * single-tenant and the segment is an alias
 */
export function getClient(world: World, segment: TenantSegment, clientId: string): Application {
  const application = findApplication(world, clientId);
  const tenantName = nameOf(segment);
  // No application of the sandbox is for personal accounts. That it is 700016 at /consumers is a guess (2026-11).
  const isForConsumers = segment.kind === 'alias' && segment.segment === 'consumers';
  if (application === undefined || isForConsumers) throw new EntraRefusal(700016, { clientId, tenantName });
  if (application.multiTenant) return application;
  if (segment.kind === 'alias') {
    throw new EntraRefusal(50194, {
      clientId,
      displayName: application.displayName,
      tenant: segment.segment,
    });
  }
  if (segment.tenant.id !== application.homeTenantId)
    throw new EntraRefusal(700016, { clientId, tenantName });
  return application;
}

/** @throws EntraRefusal 7000112 when an administrator of the tenant disabled the application */
export function assertEnabled(world: World, application: Application, tenant: Tenant): void {
  const principal = findServicePrincipal(world, tenant.id, application.clientId);
  if (principal?.state === 'disabled') {
    throw new EntraRefusal(7000112, { clientId: application.clientId, displayName: application.displayName });
  }
}

/**
 * @throws EntraRefusal 7000112 when an administrator of the tenant disabled the application; 50105 when the tenant lets
 * assigned users in only, and this one is not among them
 */
export function assertMayUse(world: World, application: Application, tenant: Tenant, user: User): void {
  assertEnabled(world, application, tenant);
  const { clientId, displayName } = application;
  const assigned = findServicePrincipal(world, tenant.id, clientId)?.assignedUserObjectIds;
  if (assigned === undefined || assigned.includes(user.objectId)) return;
  throw new EntraRefusal(50105, { clientId, displayName, login: user.userPrincipalName });
}
