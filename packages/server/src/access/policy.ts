import type { Target, TenantId } from '@consentry/core';
import type { Policy } from '@consentry/core/contract';

/** What a caller asks a token for. */
export interface PolicyRequest {
  readonly partner: TenantId;
  /** Undefined: the partner's own tenant. */
  readonly customer?: TenantId | undefined;
  /** The name or URI, as the policy lists it. */
  readonly resource: string;
  /** Names of permissions; everything consented when left out. */
  readonly scopes?: readonly string[] | undefined;
  /**
   * True for the API that opens every customer of the partner. Taken from the cloud's table, not from the
   * name that the caller chose: Partner Center can also be asked for by its URI.
   */
  readonly belongsToPartner: boolean;
  /** For whom the token is to speak: `delegated` when left out. */
  readonly access?: 'delegated' | 'app-only' | undefined;
}

export type PolicyVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: 'policy_denied';
      readonly reason:
        | 'partner'
        | 'customer'
        | 'partner tenant'
        | 'resource'
        | 'every customer'
        | 'access'
        | 'scopes';
    };

/**
 * Decides whether a policy allows a token. Everything is compared letter by letter; what is not named is
 * refused. A Partner Center token opens every customer, so it needs a policy for all of them.
 */
export function checkPolicy(policy: Policy, request: PolicyRequest): PolicyVerdict {
  if (!covers(policy.partners, request.partner)) return denied('partner');
  if (!policy.resources.includes(request.resource)) return denied('resource');
  if (!policy.access.includes(request.access ?? 'delegated')) return denied('access');
  if (!coversScopes(policy.scopes, request.scopes)) return denied('scopes');
  if (request.belongsToPartner) return policy.customers === 'all' ? { ok: true } : denied('every customer');
  if (request.customer === undefined || request.customer === request.partner) {
    return policy.partnerTenant ? { ok: true } : denied('partner tenant');
  }
  return covers(policy.customers, request.customer) ? { ok: true } : denied('customer');
}

const oidcScopes = new Set(['openid', 'profile', 'email', 'offline_access']);

/**
 * The permissions that a token carries and its policy does not name; those of another API than the target's among
 * them. What OpenID Connect adds opens nothing and is not counted.
 *
 * @param granted as the token endpoint named them
 */
export function findScopesBeyond(
  policy: Policy,
  target: Pick<Target, 'scopes'>,
  granted: readonly string[],
): readonly string[] {
  if (policy.scopes === 'all') return [];
  const resources = new Set(target.scopes.map((scope) => splitScope(scope).resource));
  const allowed = new Set(policy.scopes.map((name) => name.toLowerCase()));
  return granted.filter((scope) => {
    const { resource, name } = splitScope(scope);
    if (resource === undefined && oidcScopes.has(name)) return false;
    const isOfTarget = resource === undefined || resources.has(resource);
    return !isOfTarget || !allowed.has(name.toLowerCase());
  });
}

/** The API is all before the last slash; one more slash at its end makes no other API. */
function splitScope(scope: string): { readonly resource: string | undefined; readonly name: string } {
  const at = scope.lastIndexOf('/');
  if (at === -1) return { resource: undefined, name: scope };
  return { resource: scope.slice(0, at).replace(/\/$/, ''), name: scope.slice(at + 1) };
}

/** Where permissions are listed, a request for everything consented is one for too much. */
function coversScopes(allowed: Policy['scopes'], asked: readonly string[] | undefined): boolean {
  if (allowed === 'all') return true;
  return asked !== undefined && asked.length > 0 && asked.every((name) => allowed.includes(name));
}

/** Is a tenant among those that a policy names? */
export function covers(list: Policy['partners'], tenant: TenantId): boolean {
  return list === 'all' || list.includes(tenant);
}

function denied(reason: Extract<PolicyVerdict, { ok: false }>['reason']): PolicyVerdict {
  return { ok: false, code: 'policy_denied', reason };
}
