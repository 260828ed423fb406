import type { GrantId } from '../ids.ts';
import type { CachedToken } from './token-cache.ts';

/** Access tokens that replicas share, so that one redemption serves all of them. Sealed wherever they are kept. */
export interface SharedTokens {
  /** The newest token for a target. Whether it belongs to the consent of today is for the caller to see. */
  find(grant: GrantId, targetKey: string): Promise<CachedToken | undefined>;
  /** Puts a token in the place of an older one. It must not throw: a token that is not shared is redeemed again. */
  publish(grant: GrantId, targetKey: string, cached: CachedToken): Promise<void>;
  /** Removes every token of a grant. */
  forget(grant: GrantId): Promise<void>;
}
