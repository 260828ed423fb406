import { createGraph } from '../apis/graph/graph.ts';
import { permissionName } from '../consent/permissions.ts';
import { isConsentryError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../http/read-json.ts';
import type { ConsentDeps } from './consent-deps.ts';
import { saysNoResource, saysNothingConsented } from './consent-refusal.ts';
import { type ConsentResource, describeConsentResource } from './consent-resources.ts';
import { signInScopes } from './read-wanted.ts';

/** What is consented to on one API, for everybody in the tenant. */
export interface StandingConsent {
  readonly resource: ConsentResource;
  readonly scopes: readonly string[];
  /** Graph's entry; undefined where only a token told. */
  readonly entry: ConsentEntry | undefined;
}

/** A row of `oauth2PermissionGrants`. */
export interface ConsentEntry {
  readonly id: string;
  /** As it stands there: names with blanks between, those of a sign-in too. */
  readonly scope: string;
}

/**
 * What stands in a customer's tenant. `graph`: all of it. `tokens`: only the APIs that were asked about, for the application may
 * not read the directory there. `nothing`: no token was given, so nothing is consented to of what can be asked for.
 */
export interface Standing {
  readonly knownBy: 'graph' | 'tokens' | 'nothing';
  readonly consents: readonly StandingConsent[];
  /** APIs that the tenant does not have, by their application ids. */
  readonly absent: ReadonlySet<string>;
  /** APIs of which nobody can tell, by their application ids. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * Reads what stands, by Graph in the customer's tenant where that may be read, and by tokens elsewhere: a token for everything
 * consented (`.default`) names it.
 * @param resources those that are asked about
 * @throws ConsentryError those of the tokens and `api_…`, unless they say what stands
 * @see https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope (2026-11-26)
 */
export async function readStanding(
  deps: ConsentDeps,
  resources: readonly ConsentResource[],
): Promise<Standing> {
  try {
    return await readByGraph(deps, resources);
  } catch (error) {
    if (!saysNothingConsented(error) && !isConsentryError(error, 'api_forbidden')) throw error;
    return readByTokens(deps, resources);
  }
}

async function readByGraph(
  { graph, application, cloud }: ConsentDeps,
  resources: readonly ConsentResource[],
): Promise<Standing> {
  const { findServicePrincipal, permissionGrants } = createGraph(graph);
  const select = ['id', 'appId'];
  const ids = new Map<string, string>();
  const absent = new Set<string>();
  for (const { appId } of resources) {
    const principal = await findServicePrincipal(appId, { select });
    if (principal === undefined) absent.add(appId);
    else ids.set(principal.id, appId);
  }
  const own = await findServicePrincipal(application, { select });
  const consents: StandingConsent[] = [];
  if (own !== undefined) {
    for await (const { id, resourceId, scope } of permissionGrants(own.id, 'AllPrincipals')) {
      const appId = ids.get(resourceId) ?? (await readAppId(graph, resourceId));
      if (appId === undefined) continue;
      const entry = { id, scope: scope ?? '' };
      const scopes = plainScopes(entry.scope.split(' '));
      consents.push({ resource: describeConsentResource(cloud, appId), scopes, entry });
    }
  }
  return { knownBy: 'graph', consents, absent, unknown: new Set() };
}

async function readAppId(graph: ConsentDeps['graph'], id: string): Promise<string | undefined> {
  const { json } = await graph.call({
    method: 'GET',
    path: `/v1.0/servicePrincipals/${encodeURIComponent(id)}?$select=id,appId`,
  });
  return readText(json, 'appId');
}

async function readByTokens(deps: ConsentDeps, resources: readonly ConsentResource[]): Promise<Standing> {
  const consents: StandingConsent[] = [];
  const absent = new Set<string>();
  const unknown = new Set<string>();
  await deps.tokens.forget();
  for (const resource of resources) {
    if (resource.tokenResource === undefined) unknown.add(resource.appId);
    else {
      try {
        const { scopes } = await deps.tokens.acquire(resource.tokenResource);
        consents.push({ resource, scopes: plainScopes(scopes), entry: undefined });
      } catch (error) {
        if (saysNoResource(error)) absent.add(resource.appId);
        else if (!saysNothingConsented(error)) throw error;
      }
    }
  }
  return { knownBy: consents.length === 0 ? 'nothing' : 'tokens', consents, absent, unknown };
}

/** Names of permissions, without the API in front and without what a sign-in has anyway. */
export function plainScopes(scopes: readonly string[]): readonly string[] {
  const names = scopes.map(permissionName);
  return [...new Set(names.filter((name) => name !== '' && !signInScopes.has(name.toLowerCase())))];
}

function readText(value: unknown, field: keyof JsonObject): string | undefined {
  const text = isJsonObject(value) ? value[field] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
