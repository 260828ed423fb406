import type { TenantId } from '../ids.ts';
import type { TokenOwner } from './access-token.ts';
import type { Target } from './target.ts';
import type { CachedToken } from './token-cache.ts';

/** What tells shared tokens of one owner apart. */
export type SharedTarget = Pick<Target, 'tenant' | 'key'>;

/** Access tokens that replicas share, so that one redemption serves all of them. Sealed wherever they are kept. */
export interface SharedTokens {
  /** The newest token for a target. Whether it belongs to the consent of today is for the caller to see. */
  find(owner: TokenOwner, target: SharedTarget): Promise<CachedToken | undefined>;
  /** Puts a token in the place of an older one. It must not throw: a token that is not shared is redeemed again. */
  publish(owner: TokenOwner, target: SharedTarget, cached: CachedToken): Promise<void>;
  /** Removes every token of an owner. */
  forget(owner: TokenOwner): Promise<void>;
  /** Removes every token that an owner has in one tenant. */
  forgetTenant(owner: TokenOwner, tenant: TenantId): Promise<void>;
}
