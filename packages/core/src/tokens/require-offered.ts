import { isReseller } from '../consent/partner-kind.ts';
import { ConsentryError } from '../errors.ts';
import type { SealedGrant } from '../vault/grant-store.ts';
import type { Target } from './target.ts';

/**
 * A reseller’s grant gives tokens for Microsoft Graph in the reseller’s own tenant. Microsoft gives resellers no API of Partner Center,
 * and their invitation asked for nothing else.
 * @throws ConsentryError `not_offered_to_resellers`
 */
export function requireOffered(grant: SealedGrant, { tenant, resource }: Target): void {
  if (!isReseller(grant) || (tenant === grant.partner && resource === 'graph')) return;
  throw new ConsentryError('not_offered_to_resellers', { facts: { grant: grant.id, tenant, resource } });
}
