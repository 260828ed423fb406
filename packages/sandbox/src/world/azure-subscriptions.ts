import { deriveGuid } from '../ids.ts';
import type { AzureSubscription } from './types.ts';

/** Derives subscriptions that a customer bought from a partner. An application that acts for itself has a role in the first one. */
export function deriveSubscriptions(
  customer: { tenantId: string; partnerTenantId: string; clientId: string },
  count: number,
): AzureSubscription[] {
  const { tenantId, partnerTenantId, clientId } = customer;
  return Array.from({ length: count }, (_, index) => ({
    id: deriveGuid('azure subscription', tenantId, String(index)),
    tenantId,
    displayName: `Azure plan ${index + 1}`,
    state: 'Enabled' as const,
    partnerTenantId,
    access: index === 0 ? [{ clientId }] : [],
  }));
}
