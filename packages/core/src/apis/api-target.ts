import type { ResourceName } from '../entra/cloud.ts';
import type { TenantId } from '../ids.ts';
import type { Access } from '../tokens/access-token.ts';

/** Which API is called, and in whose name. */
export interface ApiTarget {
  readonly resource: ResourceName;
  readonly partner: TenantId;
  /** The tenant whose data it is. Left out for the partner's own, and for Partner Center, where the customer stands in the path. */
  readonly customer?: TenantId | undefined;
  /** `delegated` when left out. */
  readonly access?: Access | undefined;
}
