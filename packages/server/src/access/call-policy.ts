import type { CallPath, TenantId } from '@consentry/core';
import type { AllowedCalls, Policy } from '@consentry/core/contract';
import { covers } from './policy.ts';

/** What a caller wants called. */
export interface CallRequest {
  readonly partner: TenantId;
  /** Undefined: the partner's own tenant. For Partner Center the customer stands in the path instead. */
  readonly customer: TenantId | undefined;
  /** The name, as the policy lists it. */
  readonly resource: string;
  readonly method: string;
  readonly path: CallPath;
  /** True for the API that opens every customer of the partner, from the cloud's table. */
  readonly belongsToPartner: boolean;
  /** In whose part of Partner Center the path lies. */
  readonly customerInPath: TenantId | undefined;
}

export type CallVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason:
        | 'partner'
        | 'resource'
        | 'method'
        | 'path'
        | 'every customer'
        | 'customer'
        | 'partner tenant';
    };

/**
 * Decides whether a policy allows a forward call. What is not named is refused. In Partner Center a caller of some customers
 * reaches the paths of exactly those; the rest of it is for callers of all customers.
 */
export function checkCallPolicy(policy: Policy, request: CallRequest): CallVerdict {
  const { partner, customer, resource, method, belongsToPartner, customerInPath } = request;
  if (!covers(policy.partners, partner)) return denied('partner');
  const allowed = policy.calls.filter((calls) => calls.resource === resource);
  if (allowed.length === 0) return denied('resource');
  const ofMethod = allowed.filter(({ methods }) => methods.some((one) => one === method));
  if (ofMethod.length === 0) return denied('method');
  if (!ofMethod.some((calls) => isBeneath(request.path, calls))) return denied('path');
  if (belongsToPartner) {
    if (policy.customers === 'all') return { ok: true };
    if (customerInPath === undefined) return denied('every customer');
    return covers(policy.customers, customerInPath) ? { ok: true } : denied('customer');
  }
  if (customer === undefined || customer === partner) {
    return policy.partnerTenant ? { ok: true } : denied('partner tenant');
  }
  return covers(policy.customers, customer) ? { ok: true } : denied('customer');
}

/** A prefix ends where a part of the path ends: `/v1/customers` is no prefix of `/v1/customersx`. */
function isBeneath({ path }: CallPath, { paths }: AllowedCalls): boolean {
  return paths.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

function denied(reason: Extract<CallVerdict, { ok: false }>['reason']): CallVerdict {
  return { ok: false, reason };
}
