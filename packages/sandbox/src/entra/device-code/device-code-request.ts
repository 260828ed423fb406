import type { Authentication } from '../authentication.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import type { ScopeRequest } from '../scopes.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import type { Application } from '../../world/types.ts';

/** A device that waits for a person to sign in elsewhere. Its two codes are keys of the state, never held themselves. */
export interface DeviceCodeRequest {
  segment: TenantSegment;
  application: Application;
  scopes: ScopeRequest;
  version: EndpointVersion;
  issuedAt: number;
  outcome: DeviceCodeOutcome;
}

/** What became of the wait. */
export type DeviceCodeOutcome =
  | { kind: 'pending' }
  | { kind: 'declined' }
  /** `tenantId` is the tenant that was signed in to. */
  | { kind: 'approved'; authentication: Authentication; tenantId: string }
  | { kind: 'redeemed' };

/** Both codes are good for a quarter of an hour. */
export const DEVICE_CODE_LIFE_SECONDS = 15 * 60;

/** True when the codes are too old. */
export function isExpired({ issuedAt }: DeviceCodeRequest, now: number): boolean {
  return now - issuedAt > DEVICE_CODE_LIFE_SECONDS * 1000;
}
