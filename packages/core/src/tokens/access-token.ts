import type { GrantId, TenantId } from '../ids.ts';
import type { Secret } from '../secret.ts';

/** A short-lived token for one target. Send it to `baseUrl` and nowhere else. */
export interface AccessToken {
  readonly value: Secret<string>;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly tenant: TenantId;
  readonly resource: string;
  /** What the token endpoint granted, which may be more or less than was asked for. */
  readonly scopes: readonly string[];
  readonly baseUrl: string;
  readonly grant: GrantId;
}
