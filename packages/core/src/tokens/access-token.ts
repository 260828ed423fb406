import type { GrantId, TenantId } from '../ids.ts';
import type { Secret } from '../secret.ts';

/**
 * For whom a token speaks. `delegated`: the application and the account that consented. `app-only`: the application
 * alone, with the permissions that the tenant's administrator gave to it.
 */
export type Access = 'delegated' | 'app-only';

/** Whose tokens are kept together: a grant's, or those of the application itself. */
export type TokenOwner = GrantId | 'application';

/** A short-lived token for one target. Send it to `baseUrl` and nowhere else. */
export interface AccessToken {
  readonly value: Secret<string>;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly access: Access;
  readonly tenant: TenantId;
  readonly resource: string;
  /** What the token endpoint granted, which may be more or less than was asked for. */
  readonly scopes: readonly string[];
  readonly baseUrl: string;
  /** Undefined for a token of the application alone. */
  readonly grant: GrantId | undefined;
}
