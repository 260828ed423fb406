import type { TenantId } from '../ids.ts';
import type { Clock } from '../ports.ts';

/** Which tenants' tokens were forgotten, so that what was asked for before does not come back. */
export interface ForgottenTenants {
  add(tenant: TenantId): void;
  /** How often. What was begun under an earlier count is not kept. */
  count(tenant: TenantId): number;
  /** Epoch milliseconds: a token from before is not taken over. −∞: never. */
  lastAt(tenant: TenantId): number;
}

/** A token lives a day at most. */
const rememberMs = 28 * 60 * 60 * 1000;

export function createForgottenTenants(clock: Clock): ForgottenTenants {
  const tenants = new Map<TenantId, { readonly at: number; readonly count: number }>();
  let total = 0;
  return {
    add(tenant) {
      const at = clock.now();
      tenants.delete(tenant);
      for (const [old, { at: then }] of tenants) {
        if (at - then < rememberMs) break;
        tenants.delete(old);
      }
      tenants.set(tenant, { at, count: ++total });
    },
    count: (tenant) => tenants.get(tenant)?.count ?? 0,
    lastAt: (tenant) => tenants.get(tenant)?.at ?? Number.NEGATIVE_INFINITY,
  };
}
