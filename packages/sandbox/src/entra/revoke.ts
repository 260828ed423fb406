import type { SandboxParts } from '../parts.ts';
import { findUser } from '../world/find.ts';
import type { PasswordReset } from './password-reset.ts';

/**
 * Revokes every sign-in of a user: refresh tokens (50173), codes and the sessions of browsers. Nothing is revoked for a guest,
 * whose sessions belong to the account at home.
 *
 * @param userObjectId the object id at home
 * @returns false when the world has no such user
 */
export function revokeSessions(parts: SandboxParts, userObjectId: string): boolean {
  const user = findUser(parts.world, userObjectId);
  if (user === undefined) return false;
  if (user.guestOf === undefined) user.sessionsRevokedAt = parts.clock.now();
  return true;
}

/**
 * Gives a user a new password. For the refresh tokens of an application with a credential of its own, only a reset in the Entra
 * admin center revokes: they outlive one in the Azure portal, and a change by the user.
 *
 * @param userObjectId the object id at home
 * @returns false when the world has no such user
 */
export function resetPassword(
  parts: SandboxParts,
  userObjectId: string,
  { by, password }: PasswordReset,
): boolean {
  const user = findUser(parts.world, userObjectId);
  if (user === undefined) return false;
  user.password = password;
  delete user.passwordExpired;
  return by === 'entra-admin-center' ? revokeSessions(parts, userObjectId) : true;
}
