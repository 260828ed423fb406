import type { Tenant } from '../../world/types.ts';
import { GraphError } from '../graph-error.ts';

/**
 * Asks for a licence of Entra ID P1 or P2.
 *
 * @throws GraphError 403 `Authentication_RequestFromNonPremiumTenantOrB2CTenant`
 */
export function assertPremium(tenant: Tenant): void {
  if (planOf(tenant) !== 'free') return;
  throw new GraphError(
    403,
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    "Neither tenant is B2C or tenant doesn't have premium license",
  );
}

/** The plan of Entra ID that a tenant has. */
export function planOf({ entraPlan = 'p1' }: Tenant): 'free' | 'p1' | 'p2' {
  return entraPlan;
}

/** What Microsoft calls the plans: the product that is licensed, and the service plan in it. */
export const PLAN_IDS = {
  p1: {
    skuId: '078d2b04-f1bd-4111-bbd4-b4b1b354cef4',
    servicePlanId: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  },
  p2: {
    skuId: '84a661c4-e949-4bd2-a560-ed7766fcaf2b',
    servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
  },
} as const;
