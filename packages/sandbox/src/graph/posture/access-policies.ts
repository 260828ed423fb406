import type { SandboxParts } from '../../parts.ts';
import { POLICY_READING_ROLES } from '../../world/directory-roles.ts';
import { listPolicies } from '../../world/find.ts';
import { assertPermission, assertRole } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { notFound } from '../graph-error.ts';
import { assertNoQuery, writeEntity, writeList } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { readConditions } from './filter.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';
import { writePolicy } from './write-policy.ts';

const PATH = 'identity/conditionalAccess/policies';

/**
 * `GET /v1.0/identity/conditionalAccess/policies`: every policy of the tenant, in force or not. Reading needs no licence.
 *
 * @see https://learn.microsoft.com/graph/api/conditionalaccessroot-list-policies
 */
export function listAccessPolicies(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  assertNoQuery(url, ['$search', '$orderby', '$count', '$expand']);
  const isWanted = readConditions(url, ['id', 'displayName', 'state']) ?? (() => true);
  const policies = listPolicies(parts.world, caller.tenant.id)
    .map((policy) => writePolicy(parts.world, caller.tenant, policy))
    .filter(isWanted);
  return writeList(parts, PATH, url, policies, (policy) => policy);
}

/** `GET /v1.0/identity/conditionalAccess/policies/{id}` */
export function getAccessPolicy(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  authorizeReading(caller);
  const policy = listPolicies(parts.world, caller.tenant.id).find((one) => one.id === id.toLowerCase());
  if (policy === undefined) throw notFound(id);
  return writeEntity(parts, PATH, writePolicy(parts.world, caller.tenant, policy), url);
}

function authorizeReading(caller: Caller): void {
  assertPermission(caller, POSTURE_PERMISSIONS.readAccessPolicies);
  assertRole(caller, POLICY_READING_ROLES);
}
