import type { TenantId } from '../ids.ts';
import type { Random } from '../ports.ts';
import type { AccessToken, TokenOwner } from './access-token.ts';

/** A token expires for us two minutes early: it must still be valid when it arrives. */
export const expiryMarginMs = 2 * 60 * 1000;

/** A token in the cache. Instants are epoch milliseconds. */
export interface CachedToken {
  readonly token: AccessToken;
  readonly receivedAt: number;
  /**
   * From here on it is renewed behind the back of those it is served to. Never later than the instant at which it must be
   * renewed, so that until then nothing else of it needs to be looked at.
   */
  readonly refreshAt: number;
  /** Of the grant that it came from: a new consent makes it a thing of the past. Zero for the application's own. */
  readonly consentedAt: number;
}

/** Counts how often a grant was forgotten. What was begun under an earlier count is not kept. */
export type Generation = number;

/** Access tokens in memory: a `Map` for each grant, so that a grant is forgotten at once. Bounded. */
export interface TokenCache {
  find(grant: TokenOwner, key: string): CachedToken | undefined;
  generation(grant: TokenOwner): Generation;
  /** Keeps a token, unless its grant was forgotten since `generation` was asked for. */
  set(grant: TokenOwner, key: string, cached: CachedToken, generation: Generation): void;
  forget(grant: TokenOwner): void;
  /** Drops every token for one tenant, whoever's it is. */
  forgetTenant(tenant: TenantId): void;
  /** Drops half of all tokens, the oldest of each grant in turn. */
  halve(): void;
}

/** @param limit how many tokens are kept; beyond it the oldest of a grant goes */
export function createTokenCache(limit: number): TokenCache {
  const grants = new Map<TokenOwner, Map<string, CachedToken>>();
  const generations = new Map<TokenOwner, Generation>();
  let count = 0;

  const evict = (): void => {
    for (const [grant, tokens] of grants) {
      // The grant goes to the back of the queue, so that no grant pays for all.
      grants.delete(grant);
      const oldest = tokens.keys().next();
      if (oldest.done === true) continue;
      tokens.delete(oldest.value);
      count -= 1;
      if (tokens.size > 0) grants.set(grant, tokens);
      return;
    }
  };

  const generation = (grant: TokenOwner): Generation => generations.get(grant) ?? 0;

  return {
    find(grant, key) {
      return grants.get(grant)?.get(key);
    },
    generation,
    set(grant, key, cached, begunIn) {
      if (begunIn !== generation(grant)) return;
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
      generations.set(grant, generation(grant) + 1);
    },
    forgetTenant(tenant) {
      for (const [grant, tokens] of grants) {
        for (const [key, { token }] of tokens) {
          if (token.tenant !== tenant) continue;
          tokens.delete(key);
          count -= 1;
        }
        if (tokens.size === 0) grants.delete(grant);
      }
    },
    halve() {
      for (let over = Math.ceil(count / 2); over > 0; over--) evict();
    },
  };
}

/**
 * Blocks the caller: the token is expired, about to be, or lives shorter than the caller needs. Never true in
 * the first half of a token's life, however short that is: a wish that no token can meet would otherwise ask
 * the provider for each call.
 */
export function mustRefresh(
  { token, receivedAt }: CachedToken,
  now: number,
  minimumLifetimeMs: number,
): boolean {
  const neededMs = Math.min(Math.max(expiryMarginMs, minimumLifetimeMs), (token.expiresAt - receivedAt) / 2);
  return token.expiresAt - now <= neededMs;
}

/** Renews behind a served token. */
export function shouldRefresh(cached: CachedToken, now: number): boolean {
  return now >= cached.refreshAt;
}

/** The instant from which a token must be renewed, whoever asks. */
export function mustRefreshAt({ token, receivedAt }: Pick<CachedToken, 'token' | 'receivedAt'>): number {
  return token.expiresAt - Math.min(expiryMarginMs, (token.expiresAt - receivedAt) / 2);
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
  const latest = mustRefreshAt({ token, receivedAt });
  if (hint !== undefined) return Math.min(hint, latest);
  const earliest = Math.min(latest, receivedAt + (token.expiresAt - receivedAt) * 0.8);
  const [byte = 0] = random.bytes(1);
  return earliest + (latest - earliest) * (byte / 256);
}
