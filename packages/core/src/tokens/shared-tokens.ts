import type { TokenOwner } from './access-token.ts';
import type { CachedToken } from './token-cache.ts';

/** Access tokens that replicas share, so that one redemption serves all of them. Sealed wherever they are kept. */
export interface SharedTokens {
  /** The newest token for a target. Whether it belongs to the consent of today is for the caller to see. */
  find(owner: TokenOwner, targetKey: string): Promise<CachedToken | undefined>;
  /** Puts a token in the place of an older one. It must not throw: a token that is not shared is redeemed again. */
  publish(owner: TokenOwner, targetKey: string, cached: CachedToken): Promise<void>;
  /** Removes every token of an owner. */
  forget(owner: TokenOwner): Promise<void>;
}
