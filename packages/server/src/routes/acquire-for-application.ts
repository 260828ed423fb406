import {
  type Acquired,
  type AcquireOptions,
  ConsentryError,
  type Target,
  type TenantId,
} from '@consentry/core';
import type { RouteDeps } from './route-deps.ts';

/**
 * A token of the application alone. A control panel vendor's may not act so for a partner: neither at Partner Center, nor in
 * the tenant of any partner that this broker knows. In a customer's tenant it may, as far as that tenant consented.
 *
 * @throws ConsentryError `app_only_refused`, `stopped`, and those of `Tokens.acquireForApplication`
 * @see https://learn.microsoft.com/partner-center/developer/partner-center-authentication (2026-11)
 */
export async function acquireForApplication(
  { access, application, tokens }: Pick<RouteDeps, 'access' | 'application' | 'tokens'>,
  partner: TenantId,
  target: Target,
  options: Omit<AcquireOptions, 'consentedAt'>,
): Promise<Acquired> {
  if (application.kind === 'vendor') {
    const { tenant } = target;
    const isOfPartner = tenant === partner || (await access.listGrants(tenant)).length > 0;
    if (isOfPartner) throw new ConsentryError('app_only_refused', { facts: { tenant } });
  }
  // Whoever it is asked through: what the application may in the tenant of a partner is that partner’s to stop.
  await access.requireRunning(target.tenant);
  return tokens.acquireForApplication(target, options);
}
