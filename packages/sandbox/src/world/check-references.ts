import { isGuid } from '../ids.ts';
import { RESOURCES } from './resources.ts';
import { isRecord, listRecords, listTexts, textOf } from './raw-records.ts';
import type { FilePath, RawRecord } from './raw-records.ts';

/** Notes what is wrong with a place in the file. */
export type Report = (path: FilePath, message: string) => void;

/** What the records of a file may point at. */
interface KnownIds {
  tenants: ReadonlySet<string>;
  users: ReadonlySet<string>;
  applications: ReadonlySet<string>;
  apis: ReadonlyMap<string, ResourceNames>;
}

/** The names of the permissions of a resource. */
interface ResourceNames {
  scopes: readonly string[];
  roles: readonly string[];
}

/**
 * Checks what no record can know of itself: that what it points at is there, and that nothing is there twice. It reads the values
 * as they stand in the file, so that a record with another fault hides nothing.
 */
export function checkReferences(data: RawRecord, report: Report): void {
  const known: KnownIds = {
    tenants: idsOf(data, 'tenants', 'id'),
    users: idsOf(data, 'users', 'objectId'),
    applications: idsOf(data, 'applications', 'clientId'),
    apis: readApis(data),
  };
  checkTenants(data, known, report);
  checkUsers(data, known, report);
  checkApplications(data, known, report);
  checkGrants(data, known, report);
  checkRelationships(data, known, report);
  checkSandboxAccounts(data, report);
  checkConditionalAccess(data, known, report);
  checkVaults(data, known, report);
  checkSubscriptions(data, known, report);
}

function checkTenants(data: RawRecord, known: KnownIds, report: Report): void {
  const [isNewId, isNewDomain] = [createOnce(), createOnce()];
  for (const { index, record } of listRecords(data, 'tenants')) {
    if (!isNewId(textOf(record, 'id'))) report(['tenants', index, 'id'], 'is there twice');
    if (!isNewDomain(textOf(record, 'defaultDomain')))
      report(['tenants', index, 'defaultDomain'], 'is there twice');
    if (record['indirectProvider'] !== undefined)
      checkTenantId(record, 'indirectProvider', ['tenants', index], known, report);
  }
}

/** Microsoft gives an integration sandbox account so many customers. */
const mostSandboxCustomers = 75;

function checkSandboxAccounts(data: RawRecord, report: Report): void {
  const partners = listRecords(data, 'relationships').map(({ record }) => textOf(record, 'partnerTenantId'));
  for (const { index, record } of listRecords(data, 'tenants')) {
    if (record['isIntegrationSandbox'] !== true) continue;
    const count = partners.filter((partner) => partner === textOf(record, 'id')).length;
    if (count > mostSandboxCustomers)
      report(
        ['tenants', index],
        `is an integration sandbox account, and has more than ${mostSandboxCustomers} customers`,
      );
  }
}

function checkUsers(data: RawRecord, known: KnownIds, report: Report): void {
  const [isNewId, isNewName] = [createOnce(), createOnce()];
  for (const { index, record } of listRecords(data, 'users')) {
    const path = ['users', index];
    if (!isNewId(textOf(record, 'objectId'))) report([...path, 'objectId'], 'is there twice');
    if (!isNewName(textOf(record, 'userPrincipalName')?.toLowerCase()))
      report([...path, 'userPrincipalName'], 'is there twice');
    checkTenantId(record, 'tenantId', path, known, report);
    checkTenantId(record, 'guestOf', path, known, report);
    if (record['guestOf'] !== undefined && record['mail'] === undefined)
      report([...path, 'mail'], 'is needed for a guest: it is what the person signs in with');
  }
}

function checkApplications(data: RawRecord, known: KnownIds, report: Report): void {
  const [isNew, isNewApi] = [createOnce(), createOnce()];
  for (const { index, record } of listRecords(data, 'applications')) {
    const path = ['applications', index];
    if (!isNew(textOf(record, 'clientId'))) report([...path, 'clientId'], 'is there twice');
    checkTenantId(record, 'homeTenantId', path, known, report);
    if (isRecord(record['api']) && !isNewApi(textOf(record['api'], 'identifierUri')))
      report([...path, 'api', 'identifierUri'], 'is there twice');
    checkPermissions(record, 'requiredScopes', 'scopes', path, known, report);
    checkPermissions(record, 'requiredRoles', 'roles', path, known, report);
  }
}

function checkGrants(data: RawRecord, known: KnownIds, report: Report): void {
  const isNew = createOnce();
  for (const { index, record } of listRecords(data, 'servicePrincipals')) {
    const path = ['servicePrincipals', index];
    checkPlace(record, path, known, report);
    if (!isNew(pair(record, 'tenantId', 'clientId'))) report(path, 'is there twice');
    checkPermissions(record, 'roles', 'roles', path, known, report);
    checkUserIds(record, 'assignedUserObjectIds', path, known, report);
  }
  for (const { index, record } of listRecords(data, 'consents')) {
    const path = ['consents', index];
    checkPlace(record, path, known, report);
    checkNames(record, 'scopes', path, known, report);
    const userObjectId = textOf(record, 'userObjectId');
    if ((record['kind'] === 'user') !== (record['userObjectId'] !== undefined))
      report([...path, 'userObjectId'], 'goes together with kind: user');
    if (userObjectId !== undefined && !known.users.has(userObjectId))
      report([...path, 'userObjectId'], 'names a user whom the file does not have');
  }
}

const ENDS = [
  ['partnerTenantId', 'partner'],
  ['customerTenantId', 'customer'],
] as const;

function checkRelationships(data: RawRecord, known: KnownIds, report: Report): void {
  const isNew = createOnce();
  const kinds = new Map(
    listRecords(data, 'tenants').map(({ record }) => [textOf(record, 'id'), textOf(record, 'kind')]),
  );
  for (const { index, record } of listRecords(data, 'relationships')) {
    const path = ['relationships', index];
    for (const [field, kind] of ENDS) {
      checkTenantId(record, field, path, known, report);
      const found = kinds.get(textOf(record, field));
      const isOther = found !== kind && ['partner', 'customer', 'vendor'].includes(found ?? '');
      if (isOther) report([...path, field], `names a ${found}, not a ${kind}`);
    }
    const ends = pair(record, 'partnerTenantId', 'customerTenantId');
    if (!isNew(ends && `${ends} ${textOf(record, 'id') ?? ''}`)) report(path, 'is there twice');
    checkUserIds(record, 'userObjectIds', path, known, report);
    const hasOwn = listTexts(record, 'roles').length + listTexts(record, 'userObjectIds').length > 0;
    if (record['kind'] === 'dap' && hasOwn)
      report([...path, 'kind'], 'dap has no roles and users of its own: it is every member of AdminAgents');
  }
}

function checkConditionalAccess(data: RawRecord, known: KnownIds, report: Report): void {
  const isNew = createOnce();
  for (const { index, record } of listRecords(data, 'conditionalAccess')) {
    const path = ['conditionalAccess', index];
    if (!isNew(textOf(record, 'id'))) report([...path, 'id'], 'is there twice');
    checkTenantId(record, 'tenantId', path, known, report);
    if (isRecord(record['users'])) {
      for (const list of ['include', 'exclude'] as const)
        checkUserIds(record['users'], list, [...path, 'users'], known, report);
    }
    for (const { index: at, text } of listTexts(record, 'resources'))
      findNamed(known, text, [...path, 'resources', at], report);
    checkLocations(data, record, path, report);
    if (POLICY_EFFECTS.every((field) => record[field] === undefined))
      report(path, `must have one of ${POLICY_EFFECTS.join(', ')}`);
  }
}

const POLICY_EFFECTS = ['grant', 'signInFrequencyHours', 'persistentBrowser'] as const;

/** An id in the locations of a policy is that of a named location of its tenant. */
function checkLocations(data: RawRecord, policy: RawRecord, path: FilePath, report: Report): void {
  const { locations } = policy;
  if (!isRecord(locations)) return;
  const tenant = listRecords(data, 'tenants').find(({ record }) => record['id'] === policy['tenantId']);
  const known = new Set(
    listRecords(tenant?.record ?? {}, 'namedLocations').map(({ record }) => record['id']),
  );
  for (const field of ['include', 'exclude'] as const) {
    for (const { index, text } of listTexts(locations, field)) {
      if (isGuid(text) && !known.has(text))
        report([...path, 'locations', field, index], 'names a location that the tenant does not have');
    }
  }
}

function checkVaults(data: RawRecord, known: KnownIds, report: Report): void {
  const isNew = createOnce();
  for (const { index, record } of listRecords(data, 'vaults')) {
    const path = ['vaults', index];
    if (!isNew(textOf(record, 'name'))) report([...path, 'name'], 'is there twice');
    checkTenantId(record, 'tenantId', path, known, report);
    checkAccess(record, path, known, report);
  }
}

function checkSubscriptions(data: RawRecord, known: KnownIds, report: Report): void {
  const isNew = createOnce();
  for (const { index, record } of listRecords(data, 'azureSubscriptions')) {
    const path = ['azureSubscriptions', index];
    if (!isNew(textOf(record, 'id'))) report([...path, 'id'], 'is there twice');
    checkTenantId(record, 'tenantId', path, known, report);
    checkTenantId(record, 'partnerTenantId', path, known, report);
    checkAccess(record, path, known, report);
  }
}

/** Each entry names one who has access: somebody, or an application. */
function checkAccess(record: RawRecord, path: FilePath, known: KnownIds, report: Report): void {
  for (const { index, record: entry } of listRecords(record, 'access')) {
    const clientId = textOf(entry, 'clientId');
    if ((entry['objectId'] === undefined) === (entry['clientId'] === undefined))
      report([...path, 'access', index], 'must name either an objectId or a clientId');
    if (clientId !== undefined && !known.applications.has(clientId))
      report([...path, 'access', index, 'clientId'], 'names an application that the file does not have');
  }
}

function checkTenantId(
  record: RawRecord,
  field: string,
  path: FilePath,
  known: KnownIds,
  report: Report,
): void {
  const id = textOf(record, field);
  if (id !== undefined && !known.tenants.has(id))
    report([...path, field], 'names a tenant that the file does not have');
}

function checkUserIds(
  record: RawRecord,
  field: string,
  path: FilePath,
  known: KnownIds,
  report: Report,
): void {
  for (const { index, text } of listTexts(record, field)) {
    if (!known.users.has(text)) report([...path, field, index], 'names a user whom the file does not have');
  }
}

function checkPlace(record: RawRecord, path: FilePath, known: KnownIds, report: Report): void {
  checkTenantId(record, 'tenantId', path, known, report);
  const clientId = textOf(record, 'clientId');
  if (clientId !== undefined && !known.applications.has(clientId))
    report([...path, 'clientId'], 'names an application that the file does not have');
}

/** Checks a list of resources, each with the names of some of its permissions. */
function checkPermissions(
  record: RawRecord,
  field: string,
  names: keyof ResourceNames,
  path: FilePath,
  known: KnownIds,
  report: Report,
): void {
  for (const { index, record: grant } of listRecords(record, field))
    checkNames(grant, names, [...path, field, index], known, report);
}

function checkNames(
  record: RawRecord,
  field: keyof ResourceNames,
  path: FilePath,
  known: KnownIds,
  report: Report,
): void {
  const uri = textOf(record, 'resource');
  const resource = uri === undefined ? undefined : findNamed(known, uri, [...path, 'resource'], report);
  if (resource === undefined) return;
  for (const { index, text } of listTexts(record, field)) {
    if (!resource[field].includes(text))
      report([...path, field, index], `is no permission of the resource: ${text}`);
  }
}

/** Finds a resource by its URI, and reports an `api://…` that belongs to no application. */
function findNamed(
  { apis }: KnownIds,
  uri: string,
  path: FilePath,
  report: Report,
): ResourceNames | undefined {
  const resource = apis.get(uri);
  if (resource === undefined) report(path, 'names an API that no application of the file has');
  return resource;
}

/** The resources of Microsoft's cloud, and the APIs of the file's applications. */
function readApis(data: RawRecord): Map<string, ResourceNames> {
  const known = RESOURCES.map(({ uri, permissions, roles }) => ({
    uri,
    names: { scopes: Object.keys(permissions), roles },
  }));
  const own = listRecords(data, 'applications').flatMap(({ record: { api } }) => {
    const uri = isRecord(api) ? textOf(api, 'identifierUri') : undefined;
    if (!isRecord(api) || uri === undefined) return [];
    return [{ uri, names: { scopes: listTexts(api, 'scopes').map(({ text }) => text), roles: [] } }];
  });
  return new Map([...own, ...known].map(({ uri, names }) => [uri, names]));
}

function idsOf(data: RawRecord, list: string, field: string): ReadonlySet<string> {
  return new Set(listRecords(data, list).flatMap(({ record }) => textOf(record, field) ?? []));
}

function pair(record: RawRecord, one: string, other: string): string | undefined {
  const [first, second] = [textOf(record, one), textOf(record, other)];
  return first === undefined || second === undefined ? undefined : `${first} ${second}`;
}

/** True for a text that comes for the first time, and for none. */
function createOnce(): (text: string | undefined) => boolean {
  const seen = new Set<string>();
  return (text) => text === undefined || seen.size < seen.add(text).size;
}
