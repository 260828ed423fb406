import type { GrantId } from '../ids.ts';
import type { Random } from '../ports.ts';
import type { AccessToken } from './access-token.ts';

/** A token expires for us two minutes early: it must still be valid when it arrives. */
export const expiryMarginMs = 2 * 60 * 1000;

/** A token in the cache, with the instant from which it is renewed behind the back of those it is served to. */
export interface CachedToken {
  readonly token: AccessToken;
  readonly refreshAt: number;
}

/** Access tokens in memory: a `Map` for each grant, so that a grant is forgotten at once. Bounded. */
export interface TokenCache {
  find(grant: GrantId, key: string): CachedToken | undefined;
  set(grant: GrantId, key: string, cached: CachedToken): void;
  forget(grant: GrantId): void;
}

/** @param limit how many tokens are kept; beyond it the oldest of a grant goes */
export function createTokenCache(limit: number): TokenCache {
  const grants = new Map<GrantId, Map<string, CachedToken>>();
  let count = 0;

  const evict = (): void => {
    for (const [grant, tokens] of grants) {
      const oldest = tokens.keys().next();
      if (oldest.done === true) {
        grants.delete(grant);
        continue;
      }
      tokens.delete(oldest.value);
      count -= 1;
      // The grant goes to the back of the queue, so that no grant pays for all.
      grants.delete(grant);
      if (tokens.size > 0) grants.set(grant, tokens);
      return;
    }
  };

  return {
    find(grant, key) {
      return grants.get(grant)?.get(key);
    },
    set(grant, key, cached) {
      let tokens = grants.get(grant);
      if (tokens === undefined) {
        tokens = new Map();
        grants.set(grant, tokens);
      }
      if (!tokens.delete(key)) count += 1;
      tokens.set(key, cached);
      if (count > limit) evict();
    },
    forget(grant) {
      count -= grants.get(grant)?.size ?? 0;
      grants.delete(grant);
    },
  };
}

/** Blocks the caller: the token is expired or about to be. */
export function mustRefresh(token: AccessToken, now: number, minimumLifetimeMs: number): boolean {
  return token.expiresAt - now <= Math.max(expiryMarginMs, minimumLifetimeMs);
}

/** Renews behind a served token. */
export function shouldRefresh(cached: CachedToken, now: number): boolean {
  return now >= cached.refreshAt;
}

/**
 * The instant from which a token should be renewed: the provider's hint, or a random point in the last fifth
 * of its life, so that tokens asked for together are not renewed together. It comes before the token must be
 * renewed, so that callers who ask often are never made to wait.
 */
export function chooseRefreshAt(
  token: AccessToken,
  receivedAt: number,
  hint: number | undefined,
  random: Random,
): number {
  if (hint !== undefined) return hint;
  const latest = Math.max(receivedAt, token.expiresAt - expiryMarginMs);
  const earliest = Math.min(latest, receivedAt + (token.expiresAt - receivedAt) * 0.8);
  const [byte = 0] = random.bytes(1);
  return earliest + (latest - earliest) * (byte / 256);
}
