import type { EndpointVersion } from './endpoints.ts';

/** What makes an answer carry an id_token that names the account, and a refresh token. */
const identityScopes = ['openid', 'profile', 'offline_access'];
const oidcScopes = new Set([...identityScopes, 'email']);
/** What tells who signs in, and no more. */
const signInScope = 'openid profile';

/** How long what a person gives is wanted. */
export interface Renewal {
  /** No refresh token is asked for: what comes is used now, and dropped. v1 sends one unasked. */
  readonly isOnce?: boolean;
}

/**
 * The value of `scope` in a user's flow: what was asked for, and what identity and renewal need, each once. Without any API it
 * is a sign-in alone: there is nothing to renew.
 */
export function userScope(scopes: readonly string[], { isOnce = false }: Renewal = {}): string {
  if (scopes.length === 0) return signInScope;
  const needed = isOnce ? signInScope.split(' ') : identityScopes;
  return [...new Set([...scopes, ...needed])].join(' ');
}

/**
 * The API that scopes belong to: all before the last slash, letter by letter, so that
 * `https://api.example//.default` is of `https://api.example/`.
 * @param scopes of one API only; others are a `TypeError`
 * @see https://learn.microsoft.com/entra/identity-platform/scopes-oidc#trailing-slash-and-default
 */
export function resourceOf(scopes: readonly string[]): string {
  const resources = new Set(scopes.map((scope) => scope.slice(0, Math.max(0, scope.lastIndexOf('/')))));
  const [resource, ...others] = resources;
  if (!resource || others.length > 0) throw new TypeError('the scopes of one API are needed');
  return resource;
}

/** The fields that ask for access in a user's name: scopes for v2, and for v1 the one API that they belong to. */
export function userAccess(
  version: EndpointVersion,
  scopes: readonly string[],
  renewal: Renewal = {},
): Record<string, string> {
  return version === 'v1' ? { resource: resourceOf(scopes) } : { scope: userScope(scopes, renewal) };
}

/** v1 answers with the bare names of permissions; here a scope always says of which API it is. */
export function qualifiedScopes(resource: string, names: readonly string[]): readonly string[] {
  return names.map((name) => (oidcScopes.has(name) ? name : `${resource}/${name}`));
}
