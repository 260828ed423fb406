import { LOG_LIFE_MS } from '../../entra/sign-in/sign-in-event.ts';
import type { SandboxParts } from '../../parts.ts';
import { LOG_READING_ROLES } from '../../world/directory-roles.ts';
import { assertPermission, assertRole } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { assertNoQuery, writeList } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { readConditions } from './filter.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';
import { assertPremium } from './premium.ts';
import { createSignInWriter } from './write-sign-in.ts';
import type { GraphVersion } from './write-sign-in.ts';

const FILTERABLE = [
  'id',
  'createdDateTime',
  'userId',
  'userPrincipalName',
  'userDisplayName',
  'appId',
  'appDisplayName',
  'resourceId',
  'resourceDisplayName',
  'ipAddress',
  'clientAppUsed',
  'conditionalAccessStatus',
  'isInteractive',
  'status/errorCode',
];

/** Beta tells more of a sign-in, and may be asked by it. */
const BETA_FILTERABLE = [...FILTERABLE, 'authenticationRequirement', 'signInEventTypes'];

/**
 * `GET /v1.0/auditLogs/signIns` and the same of beta: the sign-ins of the last thirty days, the newest first. They are interactive
 * ones, unless beta is asked for others by `signInEventTypes`.
 *
 * @throws GraphError 403 also without Entra ID P1
 * @see https://learn.microsoft.com/graph/api/signin-list
 */
export function listSignIns(parts: SandboxParts, caller: Caller, url: URL, version: GraphVersion): Entity {
  assertPermission(caller, POSTURE_PERMISSIONS.readLogs);
  assertRole(caller, LOG_READING_ROLES);
  assertPremium(caller.tenant);
  assertNoQuery(url, ['$search', '$orderby', '$count', '$expand']);
  const isWanted = readConditions(url, version === 'beta' ? BETA_FILTERABLE : FILTERABLE);
  const namesType = version === 'beta' && /signInEventTypes/.test(url.searchParams.get('$filter') ?? '');
  const write = createSignInWriter(parts, caller, version);
  const since = parts.clock.now() - LOG_LIFE_MS;
  const events = [...parts.entra.signIns.values()]
    .filter(({ tenantId, at }) => tenantId === caller.tenant.id && at >= since)
    .filter(({ isInteractive }) => isInteractive || namesType)
    .toReversed()
    .map(write)
    .filter((event) => isWanted === undefined || isWanted(event));
  const sizes = { usual: 1000, largest: 1000 };
  const list = writeList(parts, 'auditLogs/signIns', url, events, (event) => event, sizes);
  const context = `${parts.origins.graph}/${version}/$metadata#auditLogs/signIns`;
  return { ...list, '@odata.context': context };
}
