import type { SandboxParts } from '../../parts.ts';
import { findTenant, findUser } from '../../world/find.ts';
import type { Presence } from '../../world/presence.ts';
import type { Application, Tenant, User } from '../../world/types.ts';
import { getPresence } from '../get-presence.ts';
import { EntraRefusal } from '../refusal.ts';
import { isRevoked } from '../revocation.ts';
import type { Authentication } from '../authentication.ts';

/** The user behind a grant, as seen from one tenant. */
export interface TokenSubject {
  user: User;
  tenant: Tenant;
  presence: Presence;
}

/**
 * Gets the user behind a grant in a tenant.
 *
 * @throws EntraRefusal 500341 deleted, 50057 disabled, 50173 sign-in revoked, 50020 no member, guest or delegated user of the
 * tenant, or no longer
 */
export function getTokenSubject(
  parts: SandboxParts,
  authentication: Authentication,
  tenantId: string,
  application: Application,
): TokenSubject {
  const user = findUser(parts.world, authentication.userObjectId);
  const tenant = findTenant(parts.world, tenantId);
  if (tenant === undefined) throw new EntraRefusal(90002, { tenant: tenantId });
  if (user === undefined) throw new EntraRefusal(500341, { objectId: authentication.userObjectId, tenantId });
  if (user.state === 'disabled') throw new EntraRefusal(50057);
  if (isRevoked(parts.world, user, authentication.at)) throw new EntraRefusal(50173);
  return { user, tenant, presence: getPresence(parts, user, tenant, application) };
}
