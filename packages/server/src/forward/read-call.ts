import {
  type CallerId,
  type CallPath,
  type Cloud,
  ConsentryError,
  findCustomerInPath,
  readCallPath,
  readTarget,
  readTenantId,
  type Target,
  type TenantId,
} from '@consentry/core';
import type { Policy, StreamOperation } from '@consentry/core/contract';
import type { CallerPrincipal } from '../access/authenticate.ts';
import { checkCallPolicy } from '../access/call-policy.ts';
import type { Exchange } from '../http/exchange.ts';

export type CallExchange = Exchange<StreamOperation>;

/** A call that the policy allows. */
export interface Call {
  readonly caller: CallerId;
  readonly partner: TenantId;
  readonly target: Target;
  /** The customer's tenant, also where it stands in the path only; else the partner's. */
  readonly tenant: TenantId;
  readonly path: CallPath;
}

/**
 * @param policy of the caller, as it is now
 * @throws ConsentryError `path_refused`, `unknown_resource`, `wrong_tenant_for_resource`, `policy_denied`
 */
export function readCall(
  cloud: Cloud,
  exchange: CallExchange,
  policy: Policy = requireCaller(exchange).policy,
): Call {
  const { id: caller } = requireCaller(exchange);
  const { params, headers } = exchange.input;
  const path = readCallPath(restOf(exchange.raw.target, params.api));
  const partner = readTenantId(headers['consentry-partner']);
  const named = headers['consentry-customer'];
  const customer = named === undefined ? undefined : readTenantId(named);
  const target = readTarget(cloud, { partner, customer, resource: params.api });
  const belongsToPartner = target.belongsTo === 'partner';
  const customerInPath = belongsToPartner ? findCustomerInPath(path) : undefined;
  const { method } = exchange.raw;
  const asked = { partner, customer, resource: params.api, method, path, belongsToPartner, customerInPath };
  const verdict = checkCallPolicy(policy, asked);
  if (!verdict.ok) throw new ConsentryError('policy_denied', { facts: { denied: verdict.reason } });
  return { caller, partner, target, tenant: customerInPath ?? target.tenant, path };
}

/** Who calls. */
export function requireCaller(exchange: CallExchange): CallerPrincipal {
  if (exchange.principal?.kind !== 'caller') throw new TypeError('the contract lets only callers in');
  return exchange.principal;
}

/** What stands behind the name of the API, letter by letter. A name that was written otherwise leaves no path. */
function restOf(target: string, api: string): string {
  const begin = forwardUrl(api);
  return target.startsWith(begin) ? target.slice(begin.length) : '';
}

/** Where the calls of an API are forwarded from. */
export function forwardUrl(api: string): string {
  return `/v1/call/${api}`;
}

/** What calls share that the API counts together. */
export function gateOf({ partner, tenant, target }: Call): string {
  return `${partner} ${tenant} ${target.resource}`;
}
