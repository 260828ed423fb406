import type { Application } from '../../world/types.ts';
import type { ScopeTarget } from '../scopes.ts';
import type { TenantSegment } from '../tenant-segment.ts';

/** A request for the consent of a whole tenant. */
export interface AdminConsentRequest {
  segment: TenantSegment;
  application: Application;
  redirectUri: string;
  state?: string;
  /** Absent at the endpoint without `/v2.0`, which stands for everything on the registration. */
  scope?: string;
  targets: ScopeTarget[];
}
