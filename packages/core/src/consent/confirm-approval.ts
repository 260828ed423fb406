import { type Cloud, resourceScope } from '../entra/clouds.ts';
import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';

/**
 * Confirms that the application now exists in the invited tenant. The redirect's `tenant` can be forged, so
 * the token endpoint of the pinned tenant is asked for a token of the application itself; the token is
 * dropped at once. It succeeds only where the tenant has the application's service principal.
 *
 * @throws ConsentryError `approval_not_proven`, and those of the token endpoint for passing trouble
 * @see Microsoft identity platform, AADSTS700016 and 7000229 (2026-11)
 */
export async function confirmApproval(
  deps: { readonly cloud: Cloud; readonly tokenEndpoint: TokenEndpoint },
  partner: TenantId,
): Promise<void> {
  const graph = deps.cloud.resources.graph;
  if (graph === undefined)
    throw new ConsentryError('invalid_configuration', {
      message: `The cloud ${deps.cloud.name} has no Graph.`,
    });
  try {
    await deps.tokenEndpoint.redeemClientCredentials({ tenant: partner, scope: resourceScope(graph) });
  } catch (error) {
    // Only the tenant's own "no" speaks against the approval; our trouble and passing trouble do not.
    const tenantSaysNo =
      isConsentryError(error) && ['tenant', 'consent', 'admin'].includes(error.entry.failureClass);
    if (!tenantSaysNo) throw error;
    throw new ConsentryError('approval_not_proven', { facts: error.facts, cause: error });
  }
}
