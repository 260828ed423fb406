import type { SandboxParts } from '../../parts.ts';
import { listUsersOf } from '../../world/find.ts';
import type { AuthenticationMethod, User } from '../../world/types.ts';
import { assertPermission, assertRole } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { notFound } from '../graph-error.ts';
import { assertNoQuery, writeEntity, writeList } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { LOG_READING_ROLES } from '../../world/directory-roles.ts';
import { readConditions } from './filter.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';
import { assertPremium } from './premium.ts';
import { isMfaRegistered, isPasswordless, listRegisteredMethods } from './registered-methods.ts';

const PATH = 'reports/authenticationMethods/userRegistrationDetails';

const FILTERABLE = [
  'id',
  'userPrincipalName',
  'userDisplayName',
  'userType',
  'isAdmin',
  'isMfaCapable',
  'isMfaRegistered',
  'isPasswordlessCapable',
  'methodsRegistered',
];

/**
 * `GET /v1.0/reports/authenticationMethods/userRegistrationDetails`: who registered which methods. Disabled accounts are not in it.
 * That the pages have 1,000 items is a guess (2026-11).
 *
 * @throws GraphError 403 also without Entra ID P1
 * @see https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails
 */
export function listRegistrationDetails(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  assertNoQuery(url, ['$search', '$orderby', '$count', '$expand']);
  const isWanted = readConditions(url, FILTERABLE);
  const users = listUsersOf(parts.world, caller.tenant.id).filter(
    (user) => user.state === 'active' && (isWanted === undefined || isWanted(writeDetails(parts, user))),
  );
  const sizes = { usual: 1000, largest: 1000 };
  return writeList(parts, PATH, url, users, (user) => writeDetails(parts, user), sizes);
}

/** `GET /v1.0/reports/authenticationMethods/userRegistrationDetails/{id}` */
export function getRegistrationDetails(parts: SandboxParts, caller: Caller, id: string): Entity {
  authorizeReading(caller);
  const user = listUsersOf(parts.world, caller.tenant.id).find((one) => one.objectId === id.toLowerCase());
  if (user === undefined || user.state !== 'active') throw notFound(id);
  return writeEntity(parts, PATH, writeDetails(parts, user));
}

function authorizeReading(caller: Caller): void {
  assertPermission(caller, POSTURE_PERMISSIONS.readLogs);
  assertRole(caller, LOG_READING_ROLES);
  assertPremium(caller.tenant);
}

/** Every method that is registered is allowed: the sandbox has no policy of methods. */
function writeDetails({ world, clock }: SandboxParts, user: User): Entity {
  const methods = listRegisteredMethods(world, user);
  const isRegistered = isMfaRegistered(methods);
  const preferred = PREFERENCES.find(([method]) => methods.includes(method))?.[1];
  return {
    id: user.objectId,
    userPrincipalName: user.userPrincipalName,
    userDisplayName: user.displayName,
    userType: user.guestOf === undefined ? 'member' : 'guest',
    isAdmin: user.directoryRoles.length > 0,
    isSsprRegistered: false,
    isSsprEnabled: false,
    isSsprCapable: false,
    isMfaRegistered: isRegistered,
    isMfaCapable: isRegistered,
    isPasswordlessCapable: isPasswordless(methods),
    methodsRegistered: methods,
    isSystemPreferredAuthenticationMethodEnabled: true,
    systemPreferredAuthenticationMethods: preferred === undefined ? [] : [preferred],
    userPreferredMethodForSecondaryAuthentication: preferred ?? 'none',
    lastUpdatedDateTime: new Date(clock.now()).toISOString(),
  };
}

const PREFERENCES: readonly [AuthenticationMethod, string][] = [
  ['microsoftAuthenticatorPush', 'push'],
  ['softwareOneTimePasscode', 'oath'],
  ['hardwareOneTimePasscode', 'oath'],
  ['mobilePhone', 'sms'],
  ['alternateMobilePhone', 'voiceAlternateMobile'],
  ['officePhone', 'voiceOffice'],
];
