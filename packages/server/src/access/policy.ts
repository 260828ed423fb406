import type { TenantId } from '@consentry/core';
import type { Policy } from '@consentry/core/contract';

/** What a caller asks a token for. */
export interface PolicyRequest {
  readonly partner: TenantId;
  /** Undefined: the partner's own tenant. */
  readonly customer?: TenantId | undefined;
  /** The name or URI, as the policy lists it. */
  readonly resource: string;
  /**
   * True for the API that opens every customer of the partner. Taken from the cloud's table, not from the
   * name that the caller chose: Partner Center can also be asked for by its URI.
   */
  readonly belongsToPartner: boolean;
}

export type PolicyVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: 'policy_denied';
      readonly reason: 'partner' | 'customer' | 'partner tenant' | 'resource' | 'every customer';
    };

/**
 * Decides whether a policy allows a token. Everything is compared letter by letter; what is not named is
 * refused. A Partner Center token opens every customer, so it needs a policy for all of them.
 */
export function checkPolicy(policy: Policy, request: PolicyRequest): PolicyVerdict {
  if (!covers(policy.partners, request.partner)) return denied('partner');
  if (!policy.resources.includes(request.resource)) return denied('resource');
  if (request.belongsToPartner) return policy.customers === 'all' ? { ok: true } : denied('every customer');
  if (request.customer === undefined || request.customer === request.partner) {
    return policy.partnerTenant ? { ok: true } : denied('partner tenant');
  }
  return covers(policy.customers, request.customer) ? { ok: true } : denied('customer');
}

/** Is a tenant among those that a policy names? */
export function covers(list: Policy['partners'], tenant: TenantId): boolean {
  return list === 'all' || list.includes(tenant);
}

function denied(reason: Extract<PolicyVerdict, { ok: false }>['reason']): PolicyVerdict {
  return { ok: false, code: 'policy_denied', reason };
}
