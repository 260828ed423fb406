import type { TenantId } from '@consentry/core';
import type { RouteDeps } from './route-deps.ts';

/**
 * Where nobody proved before that they may come in: asks first whether what is known of stops may still be relied upon.
 * @throws ConsentryError `stopped`, `policies_unconfirmed`, `store_unavailable`
 */
export async function requireUnstopped(
  { access }: Pick<RouteDeps, 'access'>,
  partner: TenantId,
): Promise<void> {
  await access.requireConfirmed();
  await access.requireRunning(partner);
}
