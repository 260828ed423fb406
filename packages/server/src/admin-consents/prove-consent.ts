import {
  type ApiPermissions,
  ConsentryError,
  isConsentryError,
  permissionName,
  readAccessTokenClaims,
  readTarget,
  type TenantId,
} from '@consentry/core';
import { acquireOwnToken, type OwnTokenDeps } from '../own-calls.ts';
import type { ConsentProblem } from '../stores/admin-consents.ts';

/** Whose consent it is. */
export interface ConsentOf {
  readonly partner: TenantId;
  readonly customer: TenantId;
  /** What the look before this one found. */
  readonly proved: readonly ApiPermissions[];
}

/** What tokens show of a tenant's consent. */
export interface ConsentProof {
  readonly proved: readonly ApiPermissions[];
  /** The first that stood in the way of a token. */
  readonly problem: ConsentProblem | undefined;
}

/** The names in a token, or why there is none. */
type Look = { readonly names: readonly string[]; readonly problem?: ConsentProblem };

/**
 * Asks for new tokens in a customer's tenant, and reads which permissions they have. An application permission is proved by a token
 * of the application alone, a delegated one by the partner's grant. What only failed for now, or for a reason that is not the
 * tenant's, leaves what was known as it was.
 */
export async function proveConsent(
  deps: OwnTokenDeps,
  of: ConsentOf,
  wanted: readonly ApiPermissions[],
): Promise<ConsentProof> {
  // A token from before the consent has the permissions of before, until it ends.
  deps.tokens.forgetTenant(of.customer);
  const looks = await Promise.all(wanted.map((api) => lookAt(deps, of, api)));
  return {
    proved: looks.map(({ proved }) => proved),
    problem: looks.find(({ problem }) => problem !== undefined)?.problem,
  };
}

async function lookAt(
  deps: OwnTokenDeps,
  of: ConsentOf,
  { resource, application, delegated }: ApiPermissions,
) {
  const known = of.proved.find((api) => api.resource === resource);
  const [own, ofAccount] = await Promise.all([
    application.length === 0
      ? nothing
      : attempt(resource, known?.application, () => readRoles(deps, of, resource)),
    delegated.length === 0
      ? nothing
      : attempt(resource, known?.delegated, () => readScopes(deps, of, resource)),
  ]);
  return {
    proved: { resource, application: own.names, delegated: ofAccount.names },
    problem: own.problem ?? ofAccount.problem,
  };
}

const nothing: Look = { names: [] };

/** @throws ConsentryError as {@link acquireOwnToken}; `idp_bad_response` for a token that cannot be read */
async function readRoles(
  deps: OwnTokenDeps,
  { partner, customer }: ConsentOf,
  resource: string,
): Promise<readonly string[]> {
  const target = readTarget(deps.cloud, { partner, customer, resource, access: 'app-only' });
  const { value } = await acquireOwnToken(deps, partner, target);
  const claims = readAccessTokenClaims(value);
  if (claims === undefined) throw new ConsentryError('idp_bad_response', { facts: { reason: 'unreadable' } });
  return claims.roles ?? [];
}

/** @throws ConsentryError as {@link acquireOwnToken} */
async function readScopes(
  deps: OwnTokenDeps,
  { partner, customer }: ConsentOf,
  resource: string,
): Promise<readonly string[]> {
  const target = readTarget(deps.cloud, { partner, customer, resource });
  const { scopes } = await acquireOwnToken(deps, partner, target);
  return scopes.map(permissionName);
}

/** Only the tenant's own "no" says that nothing is there. */
async function attempt(
  resource: string,
  known: readonly string[] = [],
  read: () => Promise<readonly string[]>,
): Promise<Look> {
  try {
    return { names: await read() };
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    const { aadsts } = error.facts;
    const problem = { resource, code: error.code, ...(typeof aadsts === 'number' && { aadsts }) };
    return { names: error.entry.failureClass === 'tenant' ? [] : known, problem };
  }
}
