import { withoutNames } from '../consent/permissions.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { ConsentDeps } from './consent-deps.ts';
import { readStanding } from './read-standing.ts';
import type { WantedConsent } from './read-wanted.ts';

/**
 * Adds what is missing to consent that stands, by Graph: the application keeps its access all the while. What was consented to
 * beside stays. Partner Center adds to no entry. See ADR 0021.
 *
 * @throws ConsentryError `consent_not_extendable` where the application may not read or change consent in this tenant, and `api_…`
 * @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-update (2026-11-26)
 */
export async function extendConsent(deps: ConsentDeps, { resource, scopes }: WantedConsent): Promise<void> {
  const { consents } = await readStanding(deps, [resource]);
  const standing = consents.find((one) => one.resource.appId === resource.appId);
  const missing = withoutNames(scopes, standing?.scopes);
  if (missing.length === 0) return;
  const refused = (cause?: ConsentryError): ConsentryError =>
    new ConsentryError('consent_not_extendable', { facts: { resource: resource.name, missing }, cause });
  if (standing?.entry === undefined) throw refused();
  const { id, scope } = standing.entry;
  try {
    await deps.graph.call({
      method: 'PATCH',
      path: `/v1.0/oauth2PermissionGrants/${encodeURIComponent(id)}`,
      body: { scope: [scope.trim(), ...missing].join(' ') },
      // The whole list takes the place of the one before: twice is the same as once.
      isRepeatable: true,
    });
  } catch (error) {
    if (isConsentryError(error, 'api_forbidden')) throw refused(error);
    throw error;
  }
}
