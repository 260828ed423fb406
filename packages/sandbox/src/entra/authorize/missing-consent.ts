import type { SandboxParts } from '../../parts.ts';
import type { ConsentHolder } from '../../world/consents.ts';
import { CONSENT_ROLES } from '../../world/directory-roles.ts';
import { findPresence } from '../../world/presence.ts';
import type { SignedIn } from '../sign-in/sign-in-flow.ts';
import { findWantedGrants, needsAdministrator } from '../wanted-grants.ts';
import type { WantedGrants } from '../wanted-grants.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

/** What the signed-in user still has to consent to. */
export function findMissingConsent(
  parts: SandboxParts,
  { user, tenant }: SignedIn,
  { application, scopes }: Pick<AuthorizeRequest, 'application' | 'scopes'>,
): WantedGrants & { holder: ConsentHolder } {
  const holder = { tenantId: tenant.id, clientId: application.clientId, userObjectId: user.objectId };
  const wanted = findWantedGrants(parts.world, application, tenant, holder, scopes.targets);
  return { ...wanted, holder };
}

/** True when the user may give the missing consent. */
export function mayConsent(parts: SandboxParts, { user, tenant }: SignedIn, wanted: WantedGrants): boolean {
  if (wanted.missing.length === 0 || !needsAdministrator(parts.world, tenant, wanted.missing)) return true;
  const roles = findPresence(parts, user, tenant.id)?.roles ?? [];
  return roles.some((role) => CONSENT_ROLES.includes(role));
}
