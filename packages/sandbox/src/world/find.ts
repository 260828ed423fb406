import type { Application, Relationship, ServicePrincipal, Tenant, User, World } from './types.ts';

/** Finds a tenant by its GUID or its default domain, in any case. */
export function findTenant(world: World, idOrDomain: string): Tenant | undefined {
  const wanted = idOrDomain.toLowerCase();
  return world.tenants.find((tenant) => tenant.id === wanted || tenant.defaultDomain === wanted);
}

export function findApplication(world: World, clientId: string): Application | undefined {
  const wanted = clientId.toLowerCase();
  return world.applications.find((application) => application.clientId === wanted);
}

export function findServicePrincipal(
  world: World,
  tenantId: string,
  clientId: string,
): ServicePrincipal | undefined {
  return world.servicePrincipals.find(
    (principal) => principal.tenantId === tenantId && principal.clientId === clientId,
  );
}

export function findUser(world: World, objectId: string): User | undefined {
  return world.users.find((user) => user.objectId === objectId);
}

/**
 * Finds the account behind what a person typed as e-mail address.
 *
 * @param tenantId the tenant that is signed in to; a guest's account counts there only
 */
export function findUserByLogin(world: World, login: string, tenantId?: string): User | undefined {
  const wanted = login.trim().toLowerCase();
  const found = world.users.filter(
    (user) => user.userPrincipalName.toLowerCase() === wanted || user.mail?.toLowerCase() === wanted,
  );
  return found.find((user) => user.tenantId === tenantId) ?? found.find((user) => user.guestOf === undefined);
}

/** The partner's relationships, one for each customer. */
export function listRelationships(world: World, partnerTenantId: string): Relationship[] {
  return world.relationships.filter((relationship) => relationship.partnerTenantId === partnerTenantId);
}

export function findRelationship(
  world: World,
  partnerTenantId: string,
  customerTenantId: string,
): Relationship | undefined {
  return listRelationships(world, partnerTenantId).find(
    (relationship) => relationship.customerTenantId === customerTenantId.toLowerCase(),
  );
}
