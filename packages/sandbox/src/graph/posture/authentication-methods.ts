import { findFederation } from '../../entra/sign-in/factors.ts';
import { deriveGuid } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { METHOD_READING_ROLES, POLICY_READING_ROLES } from '../../world/directory-roles.ts';
import type { AuthenticationMethod, User } from '../../world/types.ts';
import { assertPermission, assertRole } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { notFound } from '../graph-error.ts';
import { contextOf } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { findUserHere } from '../users.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';
import { isMfaRegistered, listRegisteredMethods } from './registered-methods.ts';

/** The id of everybody's password, and of phones and addresses, which are the same for all (checked 2026-11). */
const PASSWORD_ID = '28c10230-6103-485e-b985-444c60001490';

const PHONES = {
  mobilePhone: { id: '3179e48a-750b-4051-897c-87b9720928f7', phoneType: 'mobile' },
  alternateMobilePhone: { id: 'b6332ec1-7057-4abe-9331-3d72feddfe41', phoneType: 'alternateMobile' },
  officePhone: { id: 'e37fc753-ff3b-4958-9484-eaa9425c82bc', phoneType: 'office' },
} as const;

/** The kind of object of each method. A security question has none. */
const KINDS: Record<Exclude<AuthenticationMethod, keyof typeof PHONES | 'securityQuestion'>, string> = {
  email: 'emailAuthenticationMethod',
  fido2: 'fido2AuthenticationMethod',
  hardwareOneTimePasscode: 'hardwareOathAuthenticationMethod',
  microsoftAuthenticatorPush: 'microsoftAuthenticatorAuthenticationMethod',
  softwareOneTimePasscode: 'softwareOathAuthenticationMethod',
  temporaryAccessPass: 'temporaryAccessPassAuthenticationMethod',
  windowsHelloForBusiness: 'windowsHelloForBusinessAuthenticationMethod',
};

/**
 * `GET /v1.0/users/{id or name}/authentication/methods`. It needs no licence. That the account of a federated domain shows no password
 * is a guess (2026-11).
 *
 * @see https://learn.microsoft.com/graph/api/authentication-list-methods
 */
export function listMethodsOf(parts: SandboxParts, caller: Caller, id: string): Entity {
  assertPermission(caller, POSTURE_PERMISSIONS.readMethods);
  assertRole(caller, METHOD_READING_ROLES);
  const user = getUserHere(parts, caller, id);
  const hasPassword = findFederation(parts.world, user) === undefined;
  const password = { '@odata.type': '#microsoft.graph.passwordAuthenticationMethod', id: PASSWORD_ID };
  const value = listRegisteredMethods(parts.world, user).flatMap((method) => writeMethod(user, method));
  return {
    ...contextOf(parts, `users('${user.objectId}')/authentication/methods`),
    value: hasPassword ? [{ ...password, password: null }, ...value] : value,
  };
}

/**
 * `GET /beta/users/{id or name}/authentication/requirements`: the MFA of one user alone, as it was before policies. A tenant's
 * `mfa: required` is shown as this, and `when-registered` for those who are. The permission is a guess (2026-11).
 *
 * @see https://learn.microsoft.com/graph/api/authentication-get?view=graph-rest-beta
 */
export function getRequirements(parts: SandboxParts, caller: Caller, id: string): Entity {
  assertPermission(caller, POSTURE_PERMISSIONS.readPolicies);
  assertRole(caller, [...METHOD_READING_ROLES, ...POLICY_READING_ROLES]);
  const user = getUserHere(parts, caller, id);
  const isRegistered = isMfaRegistered(listRegisteredMethods(parts.world, user));
  const { mfa } = caller.tenant;
  const isEnforced = mfa === 'required' || (mfa === 'when-registered' && isRegistered);
  return { perUserMfaState: isEnforced ? 'enforced' : 'disabled' };
}

function getUserHere(parts: SandboxParts, caller: Caller, id: string): User {
  const user = findUserHere(parts, caller, id);
  if (user === undefined) throw notFound(id);
  return user;
}

function writeMethod({ objectId, displayName, createdAt = 0 }: User, method: AuthenticationMethod): Entity[] {
  if (method === 'securityQuestion') return [];
  if (method === 'mobilePhone' || method === 'alternateMobilePhone' || method === 'officePhone') {
    const phone = { ...PHONES[method], phoneNumber: '+1 5550100', smsSignInState: 'notConfigured' };
    return [{ '@odata.type': '#microsoft.graph.phoneAuthenticationMethod', ...phone }];
  }
  const one = { '@odata.type': `#microsoft.graph.${KINDS[method]}`, id: deriveGuid(method, objectId) };
  if (method === 'softwareOneTimePasscode') return [{ ...one, secretKey: null }];
  if (method === 'email') return [{ ...one, emailAddress: 'example@mail.example' }];
  return [
    { ...one, displayName: `Device of ${displayName}`, createdDateTime: new Date(createdAt).toISOString() },
  ];
}
