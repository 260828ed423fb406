import type { SandboxParts } from '../parts.ts';
import { findTenant } from '../world/find.ts';
import type { Tenant } from '../world/types.ts';
import type { Caller } from './authorize-call.ts';
import { cutPage } from './paging.ts';
import type { ArmPage } from './paging.ts';

/**
 * `GET /tenants`: the token's tenant and the user's home. That the customers whom a partner's user reaches through GDAP are not
 * listed is a guess (2026-11): Partner Center lists them.
 */
export function listTenants(parts: SandboxParts, { tenant, user }: Caller, url: URL): ArmPage {
  const home = user && findTenant(parts.world, user.tenantId);
  const tenants = home === undefined || home === tenant ? [tenant] : [home, tenant];
  return cutPage(parts, url, tenants.map(writeTenant));
}

function writeTenant({ id, name, defaultDomain }: Tenant): object {
  return {
    id: `/tenants/${id}`,
    tenantId: id,
    displayName: name,
    defaultDomain,
    domains: [defaultDomain],
    tenantCategory: 'Home',
  };
}
