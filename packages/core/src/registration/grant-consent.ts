import { withoutNames } from '../consent/permissions.ts';
import type { FoundApi, FoundConsent, FoundPrincipal } from './found-registration.ts';
import type { RegistrationStep } from './plan-registration.ts';
import { readApis } from './read-registration.ts';
import {
  isEarly,
  isEarlyReference,
  isThereAlready,
  required,
  type Standing,
  type StepDeps,
} from './standing.ts';

type Grant = Extract<RegistrationStep, { do: 'grant_consent' }>;

/**
 * Consents for everybody in the tenant. Adds to what is consented to, and takes nothing away.
 *
 * @throws ConsentryError `api_…`
 * @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-post (2026-11)
 */
export async function grantConsent(deps: StepDeps, standing: Standing, { api, names }: Grant): Promise<void> {
  const { graph, patience } = deps;
  const principal = required(standing.principal);
  const resource = required(standing.apis.get(api));
  const old = await findConsent(deps, principal, resource);
  if (old !== undefined) return addTo(deps, old, names);
  const body = {
    clientId: principal.id,
    consentType: 'AllPrincipals',
    resourceId: resource.id,
    scope: names.join(' '),
  };
  const path = '/v1.0/oauth2PermissionGrants';
  try {
    await patience.try(
      () => graph.call({ method: 'POST', path, body, isRepeatable: true }),
      isEarlyReference,
    );
  } catch (error) {
    if (!isThereAlready(error)) throw error;
    const there = await patience.until(
      () => findConsent(deps, principal, resource),
      (one) => one !== undefined,
    );
    await addTo(deps, required(there), names);
  }
}

async function addTo(
  { graph, patience }: StepDeps,
  { id, scopes }: FoundConsent,
  names: readonly string[],
): Promise<void> {
  const missing = withoutNames(names, scopes);
  if (missing.length === 0) return;
  const path = `/v1.0/oauth2PermissionGrants/${encodeURIComponent(id)}`;
  const body = { scope: [...scopes, ...missing].join(' ') };
  await patience.try(() => graph.call({ method: 'PATCH', path, body, isRepeatable: true }), isEarly);
}

async function findConsent(
  { graph }: StepDeps,
  principal: FoundPrincipal,
  { api }: FoundApi,
): Promise<FoundConsent | undefined> {
  return (await readApis(graph, principal, { apis: [api], hasConsents: true })).consents[0];
}
