import { createLookup } from './lookup.ts';
import { MICROSOFT_CLIENTS } from './microsoft-clients.ts';
import type {
  Application,
  AzureSubscription,
  ConditionalAccessPolicy,
  Consent,
  Relationship,
  ServicePrincipal,
  Tenant,
  TenantDomain,
  User,
  World,
} from './types.ts';

const tenantsByName = createLookup<Tenant>(({ id, defaultDomain }) => [id, defaultDomain]);
const applicationsById = createLookup<Application>(({ clientId }) => [clientId]);
const principalsByPlace = createLookup<ServicePrincipal>(({ tenantId, clientId }) => [
  pair(tenantId, clientId),
]);
const usersById = createLookup<User>(({ objectId }) => [objectId]);
const usersByTenant = createLookup<User>(({ tenantId }) => [tenantId]);
const usersByLogin = createLookup<User>(({ userPrincipalName, mail }) =>
  [userPrincipalName, mail ?? userPrincipalName].map((login) => login.toLowerCase()),
);
const relationshipsByPartner = createLookup<Relationship>(({ partnerTenantId }) => [partnerTenantId]);
const relationshipsByCustomer = createLookup<Relationship>(({ customerTenantId }) => [customerTenantId]);
const subscriptionsByTenant = createLookup<AzureSubscription>(({ tenantId }) => [tenantId]);
const subscriptionsById = createLookup<AzureSubscription>(({ id }) => [id]);
const policiesByTenant = createLookup<ConditionalAccessPolicy>(({ tenantId }) => [tenantId]);
const consentsByPlace = createLookup<Consent>(({ tenantId, clientId }) => [pair(tenantId, clientId)]);

function pair(tenantId: string, clientId: string): string {
  return `${tenantId} ${clientId}`;
}

/** Finds a tenant by its GUID or its default domain, in any case. */
export function findTenant(world: World, idOrDomain: string): Tenant | undefined {
  return tenantsByName(world.tenants, idOrDomain.toLowerCase())[0];
}

/** Finds an application of the world, or a public client of Microsoft's own. */
export function findApplication(world: World, clientId: string): Application | undefined {
  const wanted = clientId.toLowerCase();
  return (
    applicationsById(world.applications, wanted)[0] ??
    MICROSOFT_CLIENTS.find((client) => client.clientId === wanted)
  );
}

export function findServicePrincipal(
  world: World,
  tenantId: string,
  clientId: string,
): ServicePrincipal | undefined {
  return principalsByPlace(world.servicePrincipals, pair(tenantId, clientId))[0];
}

/** Everything that was consented to for an application in a tenant, by whomever. */
export function listConsents(world: World, tenantId: string, clientId: string): readonly Consent[] {
  return consentsByPlace(world.consents, pair(tenantId, clientId));
}

export function findUser(world: World, objectId: string): User | undefined {
  return usersById(world.users, objectId)[0];
}

/** Finds a domain of a tenant. Its default domain is managed, unless the tenant says more of it. */
export function findDomain(tenant: Tenant, name: string): TenantDomain | undefined {
  return listDomains(tenant).find((domain) => domain.name === name.toLowerCase());
}

/** The domains of a tenant, the default one first. */
export function listDomains({ defaultDomain, domains = [] }: Tenant): TenantDomain[] {
  const first = domains.find(({ name }) => name === defaultDomain) ?? { name: defaultDomain };
  return [first, ...domains.filter(({ name }) => name !== defaultDomain)];
}

/** The members and guests of a tenant. */
export function listUsersOf(world: World, tenantId: string): readonly User[] {
  return usersByTenant(world.users, tenantId);
}

/**
 * Finds the account behind what a person typed as e-mail address.
 *
 * @param tenantId the tenant that is signed in to; a guest's account counts there only
 */
export function findUserByLogin(world: World, login: string, tenantId?: string): User | undefined {
  const found = usersByLogin(world.users, login.trim().toLowerCase());
  return found.find((user) => user.tenantId === tenantId) ?? found.find((user) => user.guestOf === undefined);
}

/** The partner's relationships. There may be several with one customer. */
export function listRelationships(world: World, partnerTenantId: string): readonly Relationship[] {
  return relationshipsByPartner(world.relationships, partnerTenantId);
}

/** The partner's relationships, one for each customer. */
export function listCustomersOf(world: World, partnerTenantId: string): Relationship[] {
  const seen = new Set<string>();
  return listRelationships(world, partnerTenantId).filter(
    ({ customerTenantId }) => seen.size < seen.add(customerTenantId).size,
  );
}

/** The relationships of a customer with its partners. */
export function listRelationshipsOfCustomer(world: World, customerTenantId: string): readonly Relationship[] {
  return relationshipsByCustomer(world.relationships, customerTenantId);
}

/** Finds a relationship, the oldest where there are several. */
export function findRelationship(
  world: World,
  partnerTenantId: string,
  customerTenantId: string,
): Relationship | undefined {
  return listRelationshipsOfCustomer(world, customerTenantId.toLowerCase()).find(
    (relationship) => relationship.partnerTenantId === partnerTenantId,
  );
}

/** The conditional-access policies of a tenant, in force or not. */
export function listPolicies(world: World, tenantId: string): readonly ConditionalAccessPolicy[] {
  return policiesByTenant(world.conditionalAccess, tenantId);
}

/** The Azure subscriptions of a tenant. */
export function listAzureSubscriptions(world: World, tenantId: string): readonly AzureSubscription[] {
  return subscriptionsByTenant(world.azureSubscriptions, tenantId);
}

export function findAzureSubscription(world: World, id: string): AzureSubscription | undefined {
  return subscriptionsById(world.azureSubscriptions, id.toLowerCase())[0];
}
