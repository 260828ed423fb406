import { isCodeElsewhere } from '../../entra/sign-in/factors.ts';
import type { AuthenticationMethod, User, World } from '../../world/types.ts';

/** Methods that count as a second factor. A question and an e-mail address only serve to reset a password. */
const STRONG_METHODS: readonly AuthenticationMethod[] = [
  'alternateMobilePhone',
  'fido2',
  'hardwareOneTimePasscode',
  'microsoftAuthenticatorPush',
  'mobilePhone',
  'officePhone',
  'softwareOneTimePasscode',
  'temporaryAccessPass',
  'windowsHelloForBusiness',
];

/** Methods that need no password beside them. */
const PASSWORDLESS_METHODS: readonly AuthenticationMethod[] = ['fido2', 'windowsHelloForBusiness'];

/** Lists the methods that a user registered at Entra. A code that goes to somebody else is none of them. */
export function listRegisteredMethods(world: World, user: User): AuthenticationMethod[] {
  const hasCode = user.totpSecret !== undefined && !isCodeElsewhere(world, user);
  const methods = user.methods ?? [];
  return hasCode ? [...new Set<AuthenticationMethod>(['softwareOneTimePasscode', ...methods])] : methods;
}

export function isMfaRegistered(methods: readonly AuthenticationMethod[]): boolean {
  return methods.some((method) => STRONG_METHODS.includes(method));
}

export function isPasswordless(methods: readonly AuthenticationMethod[]): boolean {
  return methods.some((method) => PASSWORDLESS_METHODS.includes(method));
}
