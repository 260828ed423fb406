import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '@consentry/sandbox';
import type { World } from '@consentry/sandbox';

/** The public application of the witnesses' world: a tool without a secret, for the device code. */
export const TOOL = '40000000-0000-4000-8000-000000000001';

/** Applications like the example's, each for one witness alone, which counts its own token requests. */
export const MSAL_USER = '40000000-0000-4000-8000-000000000002';
export const MSAL_SERVICE = '40000000-0000-4000-8000-000000000003';

/** The default world, with what the witnesses need beside: hybrid, a certificate, a public tool, every right in the vault. */
export function witnessWorld(redirectUri: string, certificate: string): World {
  const world = defaultWorld({
    redirectUris: [redirectUri],
    adminConsentRedirectUris: [],
    certificate,
    idTokenIssuance: true,
  });
  const { clientId } = DEFAULT_APPLICATION;
  const { partnerOne, customerA } = DEFAULT_TENANTS;
  for (const vault of world.vaults) {
    vault.access = [
      { clientId, permissions: ['get', 'set', 'list', 'delete', 'recover', 'purge', 'backup', 'restore'] },
    ];
  }
  for (const principal of world.servicePrincipals) {
    if (principal.tenantId !== customerA) continue;
    principal.roles.push({ resource: 'https://graph.microsoft.com', roles: ['User.Read.All'] });
  }
  for (const own of [MSAL_USER, MSAL_SERVICE]) copyClient(world, clientId, own);
  world.applications.push({
    clientId: TOOL,
    homeTenantId: partnerOne,
    displayName: 'Example Tool',
    secrets: [],
    certificates: [],
    redirectUris: [],
    requiredScopes: [{ resource: 'https://graph.microsoft.com', scopes: ['User.Read'] }],
    multiTenant: true,
    allowPublicClientFlows: true,
  });
  world.servicePrincipals.push({ tenantId: partnerOne, clientId: TOOL, state: 'enabled', roles: [] });
  return world;
}

/** Registers an application once more under another id, with all that was approved for it. */
function copyClient(world: World, clientId: string, own: string): void {
  const copyOf = <T extends { clientId: string }>(records: readonly T[]): T[] =>
    records.filter((record) => record.clientId === clientId).map((record) => ({ ...record, clientId: own }));
  world.applications.push(...copyOf(world.applications));
  world.servicePrincipals.push(...copyOf(world.servicePrincipals));
  world.consents.push(...copyOf(world.consents));
}
