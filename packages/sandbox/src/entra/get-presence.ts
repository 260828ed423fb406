import type { SandboxParts } from '../parts.ts';
import { findPresence } from '../world/presence.ts';
import type { Presence } from '../world/presence.ts';
import type { Application, Tenant, User } from '../world/types.ts';
import { issuerV2 } from './issuers.ts';
import { EntraRefusal } from './refusal.ts';

/**
 * Gets how a user stands in a tenant.
 *
 * @throws EntraRefusal 50020 no member, guest or delegated user of the tenant, or no longer
 */
export function getPresence(
  parts: SandboxParts,
  user: User,
  tenant: Tenant,
  { clientId }: Application,
): Presence {
  const presence = findPresence(parts, user, tenant.id);
  if (presence !== undefined) return presence;
  throw new EntraRefusal(50020, {
    login: user.userPrincipalName,
    issuer: issuerV2(parts, user.tenantId),
    tenantName: tenant.name,
    clientId,
  });
}
