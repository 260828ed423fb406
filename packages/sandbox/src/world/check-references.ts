import type { Resource } from './resources.ts';
import { findResourceByUri } from './world-resources.ts';
import type { ResourceRoles, ResourceScopes, World } from './types.ts';

/** The keys that lead to a place in the file. */
export type FilePath = readonly (string | number)[];

/** Notes what is wrong with a place in the file. */
export type Report = (path: FilePath, message: string) => void;

/** A record with its place in the list of the file. */
export interface Placed<T> {
  index: number;
  record: T;
}

/** The records that are good in themselves. */
export type PlacedRecords = {
  [Name in Exclude<keyof World, 'settings'>]: Placed<World[Name][number]>[];
};

/** What the records of a list may point at. Records that are bad in themselves can still be pointed at. */
export interface KnownIds {
  tenants: ReadonlySet<unknown>;
  users: ReadonlySet<unknown>;
  applications: ReadonlySet<unknown>;
}

/** Checks what no record can know of itself: that what it points at is there, and that nothing is there twice. */
export function checkReferences(records: PlacedRecords, known: KnownIds, report: Report): void {
  checkTenants(records, report);
  checkUsers(records, known, report);
  checkApplications(records, known, report);
  checkGrants(records, known, report);
  checkRelationships(records, known, report);
  checkConditionalAccess(records, known, report);
  checkVaults(records, known, report);
}

function checkTenants({ tenants }: PlacedRecords, report: Report): void {
  const [isNewId, isNewDomain] = [createOnce(), createOnce()];
  for (const { index, record } of tenants) {
    if (!isNewId(record.id)) report(['tenants', index, 'id'], 'is there twice');
    if (!isNewDomain(record.defaultDomain)) report(['tenants', index, 'defaultDomain'], 'is there twice');
  }
}

function checkUsers({ users }: PlacedRecords, known: KnownIds, report: Report): void {
  const [isNewId, isNewName] = [createOnce(), createOnce()];
  for (const { index, record } of users) {
    const { objectId, tenantId, userPrincipalName, guestOf, mail } = record;
    const at = (field: string): FilePath => ['users', index, field];
    if (!isNewId(objectId)) report(at('objectId'), 'is there twice');
    if (!isNewName(userPrincipalName.toLowerCase())) report(at('userPrincipalName'), 'is there twice');
    if (!known.tenants.has(tenantId)) report(at('tenantId'), 'names a tenant that the file does not have');
    if (guestOf !== undefined && !known.tenants.has(guestOf))
      report(at('guestOf'), 'names a tenant that the file does not have');
    if (guestOf !== undefined && mail === undefined)
      report(at('mail'), 'is needed for a guest: it is what the person signs in with');
  }
}

function checkApplications(records: PlacedRecords, known: KnownIds, report: Report): void {
  const { applications } = records;
  const [isNew, isNewApi] = [createOnce(), createOnce()];
  for (const { index, record } of applications) {
    const at = (field: string): FilePath => ['applications', index, field];
    if (!isNew(record.clientId)) report(at('clientId'), 'is there twice');
    if (!known.tenants.has(record.homeTenantId))
      report(at('homeTenantId'), 'names a tenant that the file does not have');
    if (record.api !== undefined && !isNewApi(record.api.identifierUri))
      report([...at('api'), 'identifierUri'], 'is there twice');
    checkScopes(record.requiredScopes, at('requiredScopes'), records, report);
    checkRoles(record.requiredRoles ?? [], at('requiredRoles'), records, report);
  }
}

function checkGrants(records: PlacedRecords, known: KnownIds, report: Report): void {
  const { servicePrincipals, consents } = records;
  const isNew = createOnce();
  for (const { index, record } of servicePrincipals) {
    checkPlace(record, ['servicePrincipals', index], known, report);
    if (!isNew(`${record.tenantId} ${record.clientId}`))
      report(['servicePrincipals', index], 'is there twice');
    checkRoles(record.roles, ['servicePrincipals', index, 'roles'], records, report);
    const assigned = record.assignedUserObjectIds ?? [];
    checkUserIds(assigned, ['servicePrincipals', index, 'assignedUserObjectIds'], known, report);
  }
  for (const { index, record } of consents) {
    const path = ['consents', index];
    checkPlace(record, path, known, report);
    const resource = findNamed(records, record.resource, [...path, 'resource'], report);
    if (resource !== undefined) checkNames(record.scopes, scopesOf(resource), [...path, 'scopes'], report);
    const { kind, userObjectId } = record;
    if ((kind === 'user') !== (userObjectId !== undefined))
      report([...path, 'userObjectId'], 'goes together with kind: user');
    if (userObjectId !== undefined && !known.users.has(userObjectId))
      report([...path, 'userObjectId'], 'names a user whom the file does not have');
  }
}

function checkRelationships(records: PlacedRecords, known: KnownIds, report: Report): void {
  const isNew = createOnce();
  const kinds = new Map(records.tenants.map(({ record }) => [record.id, record.kind]));
  for (const { index, record } of records.relationships) {
    const path = ['relationships', index];
    for (const [field, kind] of [
      ['partnerTenantId', 'partner'],
      ['customerTenantId', 'customer'],
    ] as const) {
      const id = record[field];
      const found = kinds.get(id) ?? kind;
      if (!known.tenants.has(id)) report([...path, field], 'names a tenant that the file does not have');
      else if (found !== kind) report([...path, field], `names a ${found}, not a ${kind}`);
    }
    if (!isNew(`${record.partnerTenantId} ${record.customerTenantId}`)) report(path, 'is there twice');
    checkUserIds(record.userObjectIds, [...path, 'userObjectIds'], known, report);
    if (record.kind === 'dap' && record.roles.length + record.userObjectIds.length > 0)
      report([...path, 'kind'], 'dap has no roles and users of its own: it is every member of AdminAgents');
  }
}

function checkConditionalAccess(records: PlacedRecords, known: KnownIds, report: Report): void {
  const isNew = createOnce();
  for (const { index, record } of records.conditionalAccess) {
    const path = ['conditionalAccess', index];
    if (!isNew(record.id)) report([...path, 'id'], 'is there twice');
    if (!known.tenants.has(record.tenantId))
      report([...path, 'tenantId'], 'names a tenant that the file does not have');
    for (const list of ['include', 'exclude'] as const) {
      const ids = record.users[list] ?? [];
      if (ids !== 'all') checkUserIds(ids, [...path, 'users', list], known, report);
    }
    for (const [at, uri] of (record.resources === 'all' ? [] : record.resources).entries())
      findNamed(records, uri, [...path, 'resources', at], report);
    if (record.grant === undefined && record.signInFrequencyHours === undefined)
      report(path, 'must have a grant or signInFrequencyHours');
  }
}

function checkVaults({ vaults }: PlacedRecords, known: KnownIds, report: Report): void {
  const isNew = createOnce();
  for (const { index, record } of vaults) {
    const path = ['vaults', index];
    if (!isNew(record.name)) report([...path, 'name'], 'is there twice');
    if (!known.tenants.has(record.tenantId))
      report([...path, 'tenantId'], 'names a tenant that the file does not have');
    for (const [at, { objectId, clientId }] of record.access.entries()) {
      if ((objectId === undefined) === (clientId === undefined))
        report([...path, 'access', at], 'must name either an objectId or a clientId');
      if (clientId !== undefined && !known.applications.has(clientId))
        report([...path, 'access', at, 'clientId'], 'names an application that the file does not have');
    }
  }
}

function checkUserIds(ids: readonly string[], path: FilePath, known: KnownIds, report: Report): void {
  for (const [at, id] of ids.entries()) {
    if (!known.users.has(id)) report([...path, at], 'names a user whom the file does not have');
  }
}

function checkPlace(
  { tenantId, clientId }: { tenantId: string; clientId: string },
  path: FilePath,
  known: KnownIds,
  report: Report,
): void {
  if (!known.tenants.has(tenantId))
    report([...path, 'tenantId'], 'names a tenant that the file does not have');
  if (!known.applications.has(clientId))
    report([...path, 'clientId'], 'names an application that the file does not have');
}

function checkScopes(
  grants: readonly ResourceScopes[],
  path: FilePath,
  records: PlacedRecords,
  report: Report,
): void {
  for (const [at, grant] of grants.entries()) {
    const resource = findNamed(records, grant.resource, [...path, at, 'resource'], report);
    if (resource !== undefined) checkNames(grant.scopes, scopesOf(resource), [...path, at, 'scopes'], report);
  }
}

function checkRoles(
  grants: readonly ResourceRoles[],
  path: FilePath,
  records: PlacedRecords,
  report: Report,
): void {
  for (const [at, grant] of grants.entries()) {
    const resource = findNamed(records, grant.resource, [...path, at, 'resource'], report);
    if (resource !== undefined) checkNames(grant.roles, resource.roles, [...path, at, 'roles'], report);
  }
}

/** Finds a resource by its URI, and reports an `api://…` that belongs to no application. */
function findNamed(
  { applications }: PlacedRecords,
  uri: string,
  path: FilePath,
  report: Report,
): Resource | undefined {
  const resource = findResourceByUri({ applications: applications.map(({ record }) => record) }, uri);
  if (resource === undefined) report(path, 'names an API that no application of the file has');
  return resource;
}

function scopesOf(resource: Resource): string[] {
  return Object.keys(resource.permissions);
}

function checkNames(
  names: readonly string[],
  known: readonly string[],
  path: FilePath,
  report: Report,
): void {
  for (const [at, name] of names.entries()) {
    if (!known.includes(name)) report([...path, at], `is no permission of the resource: ${name}`);
  }
}

/** True for a text that comes for the first time. */
function createOnce(): (text: string) => boolean {
  const seen = new Set<string>();
  return (text) => seen.size < seen.add(text).size;
}
