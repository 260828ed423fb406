import {
  type ConsentDeps,
  type CustomerTokens,
  createGuid,
  type Random,
  readTarget,
  readTenantId,
  requireCustomer,
  type TenantId,
} from '@consentry/core';
import { acquireOwnToken, type OwnTokenDeps } from '../own-calls.ts';
import { getGrant } from '../routes/acquire-of-partner.ts';
import { requireUnstopped } from '../routes/require-unstopped.ts';
import type { RouteDeps } from '../routes/route-deps.ts';

/** Of a path. */
export interface AskedCustomer {
  readonly partner: string;
  readonly customer: string;
}

/**
 * Consent in a customer's tenant, with the grant that acts for the partner. Nothing is asked of anybody yet.
 * @throws ConsentryError `partner_tenant_refused`, `partner_not_found`, `stopped`, `policies_unconfirmed`, `store_unavailable`
 */
export async function openConsents(deps: RouteDeps, asked: AskedCustomer): Promise<ConsentDeps> {
  const partner = readTenantId(asked.partner);
  const customer = readTenantId(asked.customer);
  requireCustomer({ partner, customer });
  await requireUnstopped(deps, partner);
  const { application } = await getGrant(deps, partner);
  return {
    cloud: deps.cloud,
    timer: deps.timer,
    partner,
    customer,
    application,
    applicationName: deps.application.name,
    partnerCenter: deps.apis.of({ resource: 'partner-center', partner }),
    graph: deps.apis.of({ resource: 'graph', partner, customer }),
    tokens: createCustomerTokens(deps, partner, customer),
    requestId: createStepIds(deps.random),
  };
}

/** Tokens of one customer's tenant, with the grants of one partner. They stay here. */
export function createCustomerTokens(
  deps: OwnTokenDeps,
  partner: TenantId,
  customer: TenantId,
): CustomerTokens {
  return {
    async acquire(resource) {
      const target = readTarget(deps.cloud, { partner, customer, resource });
      return acquireOwnToken(deps, partner, target);
    },
    async forget() {
      deps.tokens.forgetTenant(customer);
      const grants = await deps.access.listGrants(partner);
      for (const owner of [...grants.map(({ id }) => id), 'application'] as const)
        await deps.tokens.unshare(owner, customer);
    },
  };
}

/** One id for each step of one request: whoever asks again later means other work. */
function createStepIds(random: Random): (step: string) => string {
  const ids = new Map<string, string>();
  return (step) => {
    const id = ids.get(step) ?? createGuid(random);
    ids.set(step, id);
    return id;
  };
}
