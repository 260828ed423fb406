import type { SandboxParts } from '../../parts.ts';
import { findTenant, findUser } from '../../world/find.ts';
import { findPresence } from '../../world/presence.ts';
import type { Presence } from '../../world/presence.ts';
import type { Application, Tenant, User } from '../../world/types.ts';
import { issuerV2 } from '../issuers.ts';
import { EntraRefusal } from '../refusal.ts';
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
 * @throws EntraRefusal 50173 no such user any more, 50057 disabled, 50020 no member, guest or GDAP user of the tenant
 */
export function getTokenSubject(
  parts: SandboxParts,
  authentication: Authentication,
  tenantId: string,
  application: Application,
): TokenSubject {
  const user = findUser(parts.world, authentication.userObjectId);
  const tenant = findTenant(parts.world, tenantId);
  if (user === undefined || tenant === undefined) throw new EntraRefusal(50173);
  if (user.state === 'disabled') throw new EntraRefusal(50057);
  const presence = findPresence(parts.world, user, tenantId);
  if (presence === undefined) {
    throw new EntraRefusal(50020, {
      login: user.userPrincipalName,
      issuer: issuerV2(parts, user.tenantId),
      tenantName: tenant.name,
      clientId: application.clientId,
    });
  }
  return { user, tenant, presence };
}
