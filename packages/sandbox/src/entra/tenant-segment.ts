import { isGuid } from '../ids.ts';
import { findTenant } from '../world/find.ts';
import type { Tenant, World } from '../world/types.ts';
import { EntraRefusal } from './refusal.ts';

/** The first segment of a path: one tenant, or an alias that leaves the tenant open. */
export type TenantSegment =
  | { kind: 'tenant'; segment: string; tenant: Tenant }
  | { kind: 'alias'; segment: Alias };

/** `consumers` stands for personal accounts, of which the sandbox has none. */
type Alias = 'common' | 'organizations' | 'consumers';

const ALIASES: readonly Alias[] = ['common', 'organizations', 'consumers'];

/**
 * Reads the tenant segment of a path: a GUID, a domain or an alias.
 *
 * @throws EntraRefusal 90002 for an unknown tenant, 900023 for text that cannot be one
 */
export function readTenantSegment(world: World, segment: string): TenantSegment {
  const lower = segment.toLowerCase();
  const alias = ALIASES.find((one) => one === lower);
  if (alias !== undefined) return { kind: 'alias', segment: alias };
  const tenant = findTenant(world, lower);
  if (tenant !== undefined) return { kind: 'tenant', segment, tenant };
  const couldBeOne = isGuid(lower) || /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(lower);
  throw new EntraRefusal(couldBeOne ? 90002 : 900023, { tenant: segment });
}

/** What a refusal calls the tenant of a request. */
export function nameOf(segment: TenantSegment): string {
  if (segment.kind === 'tenant') return segment.tenant.name;
  return segment.segment === 'consumers' ? 'Microsoft Accounts' : segment.segment;
}
