import { findUser, findUserByLogin } from '../world/find.ts';
import type { PresenceSource } from '../world/presence.ts';
import type { User, World } from '../world/types.ts';

/** Who gives a user a new password, and where. */
export interface PasswordReset {
  by: 'entra-admin-center' | 'azure-portal' | 'user';
  password: string;
}

/**
 * Finds since when sign-ins of a user count, epoch milliseconds: the ones up to this instant are revoked. The sessions of a
 * guest are revoked at home and nowhere else.
 */
export function findRevokedAt(world: World, user: User): number | undefined {
  if (user.guestOf === undefined) return user.sessionsRevokedAt;
  const home = findUserByLogin(world, user.mail ?? user.userPrincipalName, user.guestOf);
  return home?.tenantId === user.guestOf ? home.sessionsRevokedAt : undefined;
}

/** True when the sign-in of a user at an instant was revoked since. */
export function isRevoked(world: World, user: User, at: number): boolean {
  const revokedAt = findRevokedAt(world, user);
  return revokedAt !== undefined && at <= revokedAt;
}

/**
 * Revokes every sign-in of a user: refresh tokens (50173), codes and the sessions of browsers. Nothing is revoked for a guest,
 * whose sessions belong to the account at home.
 *
 * @param userObjectId the object id at home
 * @returns false when the world has no such user
 */
export function revokeSessions(source: PresenceSource, userObjectId: string): boolean {
  const user = findUser(source.world, userObjectId);
  if (user === undefined) return false;
  if (user.guestOf === undefined) user.sessionsRevokedAt = source.clock.now();
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
  source: PresenceSource,
  userObjectId: string,
  { by, password }: PasswordReset,
): boolean {
  const user = findUser(source.world, userObjectId);
  if (user === undefined) return false;
  user.password = password;
  user.passwordChangedAt = source.clock.now();
  delete user.passwordExpired;
  return by === 'entra-admin-center' ? revokeSessions(source, userObjectId) : true;
}
