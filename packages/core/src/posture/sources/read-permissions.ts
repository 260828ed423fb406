import type { Graph } from '../../apis/graph/graph.ts';
import { plainScopes } from '../../customer-consents/read-standing.ts';
import type { ApplicationId } from '../../ids.ts';
import { isJsonObject } from '../../http/read-json.ts';

/** What our application is consented to on one API in the partner’s tenant: delegated permissions, for everybody or for an account. */
export interface StandingPermissions {
  /** The application id of the API. */
  readonly api: string;
  readonly scopes: ReadonlySet<string>;
}

/**
 * Reads what stands in the partner’s tenant. An API whose service principal is gone is left out: nobody gets a token for it.
 * @returns none where the tenant does not know the application
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-list (2026-11)
 */
export async function readPermissions(
  graph: Graph,
  application: ApplicationId,
): Promise<readonly StandingPermissions[]> {
  const own = await graph.findServicePrincipal(application, { select: ['id', 'appId'] });
  if (own === undefined) return [];
  const byPrincipal = new Map<string, Set<string>>();
  for await (const { resourceId, scope } of graph.permissionGrants(own.id)) {
    const scopes = byPrincipal.get(resourceId) ?? new Set();
    for (const name of plainScopes((scope ?? '').split(' '))) scopes.add(name);
    byPrincipal.set(resourceId, scopes);
  }
  if (byPrincipal.size === 0) return [];
  const apis = await readApis(graph, byPrincipal);
  return [...byPrincipal].flatMap(([principal, scopes]) => {
    const api = apis.get(principal);
    return api === undefined ? [] : [{ api, scopes }];
  });
}

/** Which API each service principal is of. */
async function readApis(
  graph: Graph,
  principals: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, string>> {
  const apis = new Map<string, string>();
  for await (const one of graph.collection('/v1.0/servicePrincipals?$select=id,appId&$top=999')) {
    const { id, appId } = isJsonObject(one) ? one : {};
    if (typeof id === 'string' && typeof appId === 'string' && principals.has(id)) apis.set(id, appId);
  }
  return apis;
}
