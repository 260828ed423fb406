import { findUserByLogin } from '../world/find.ts';
import type { User, World } from '../world/types.ts';

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
