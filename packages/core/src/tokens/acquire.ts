import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import { isConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import type { Clock, Random } from '../ports.ts';
import type { GrantStore } from '../vault/grant-store.ts';
import type { Vault } from '../vault/vault.ts';
import type { AccessToken } from './access-token.ts';
import type { GrantEvents } from './grant-events.ts';
import { createJudge } from './judge-refusal.ts';
import { createKeepAlive, type KeepAliveOutcome } from './keep-alive.ts';
import { createSuccessors, type RefreshTokenUse } from './keep-successor.ts';
import type { Replicas } from './lease.ts';
import { createPresent } from './present.ts';
import { createRedeem } from './redeem.ts';
import { createTurns } from './take-turn.ts';
import type { Target } from './target.ts';
import { type CachedToken, createTokenCache, mustRefresh, shouldRefresh } from './token-cache.ts';

export interface TokensDeps {
  readonly grants: GrantStore;
  readonly vault: Vault;
  readonly tokenEndpoint: TokenEndpoint;
  /** What happens to a refresh token that was redeemed. `reusable`, as at Entra, unless told otherwise. */
  readonly refreshTokens?: RefreshTokenUse;
  /** Given by the store where several replicas share it. */
  readonly replicas?: Replicas | undefined;
  /** The scopes that prove a grant at the partner's own tenant. */
  readonly provingScopes: readonly string[];
  readonly events: GrantEvents;
  readonly clock: Clock;
  readonly random: Random;
  /** How many access tokens are kept in memory. */
  readonly cacheLimit: number;
}

/** How long a renewal behind a served token rests after it failed, unless the provider names a time. */
const renewalPauseMs = 60_000;

export interface AcquireOptions {
  /** The token must live at least this long; it is renewed otherwise. At most half of a token's life is heeded. */
  readonly minimumLifetimeMs?: number | undefined;
  /** As the row says it now. A token of an earlier consent is not served. */
  readonly consentedAt?: number | undefined;
}

export interface Acquired {
  readonly token: AccessToken;
  readonly fromCache: boolean;
}

/** Access tokens of sealed grants. */
export interface Tokens {
  /**
   * A token of this grant for this target: from the cache, from a redemption that is under way, or from a new
   * one. However many ask at once, one redemption is made.
   *
   * @throws ConsentryError `grant_not_found`, `grant_held`, `grant_revoked`, `consent_needed`, `step_up_needed`,
   *   `admin_needed`, `ca_blocked`, `tenant_setup`, `identity_changed`, `client_credential`, `client_request`, `idp_…`,
   *   `secret_…`, `vault_unavailable`, `store_unavailable`
   */
  acquire(grant: GrantId, target: Target, options?: AcquireOptions): Promise<Acquired>;
  /** Drops every token of a grant that this process keeps, and keeps none that is still on its way. */
  forget(grant: GrantId): void;
  /**
   * Redeems refresh tokens that nobody uses.
   * @param budget how many redemptions it may make
   * @param isStopping asked between two of them
   */
  keepAlive(budget: number, isStopping?: () => boolean): Promise<KeepAliveOutcome>;
  /** Tries to store the successors again that could not be stored. @returns how many still wait */
  storeFailedSuccessors(): Promise<number>;
  /** Resolves when no redemption is under way, and what came of each is stored or waits for that. */
  settled(): Promise<void>;
  /** How many successors could not be stored and wait. */
  countFailedSuccessors(): number;
}

export function createTokens(deps: TokensDeps): Tokens {
  const { grants, clock, random, replicas, refreshTokens = 'reusable' } = deps;
  const cache = createTokenCache(deps.cacheLimit);
  const inFlight = new Map<string, Promise<CachedToken>>();
  const successors = createSuccessors({ ...deps, refreshTokens });
  // Where refresh tokens work once, the stored one is dead while its successor waits: nobody else may try it.
  const turns = createTurns(replicas, (key) => refreshTokens === 'single-use' && successors.isWaiting(key));
  const forget = async (id: GrantId): Promise<void> => {
    cache.forget(id);
    await replicas?.sharedTokens.forget(id);
  };
  const present = createPresent({ ...deps, refreshTokens, successors, forget });
  const judge = createJudge({ ...deps, refreshTokens, successors, present, forget });
  const sharedTokens = replicas?.sharedTokens;
  const redeem = createRedeem({ grants, refreshTokens, present, judge, turns, sharedTokens, clock, random });
  const keepAlive = createKeepAlive({ ...deps, refreshTokens, present, judge, turns, forget });

  const redeemOnce = (id: GrantId, target: Target, held: CachedToken | undefined): Promise<CachedToken> => {
    const generation = cache.generation(id);
    const key = `${id} ${generation} ${target.key}`;
    const running = inFlight.get(key);
    if (running !== undefined) return running;
    const started = redeem(id, target, held)
      .then((redeemed) => {
        cache.set(id, target.key, redeemed, generation);
        return redeemed;
      })
      .finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };

  /** The token at hand still works, so a failure waits for the caller that must have a new one. */
  const renewBehind = (id: GrantId, target: Target, cached: CachedToken): void => {
    const generation = cache.generation(id);
    redeemOnce(id, target, cached).catch((error: unknown) => {
      if (cache.find(id, target.key) !== cached) return;
      const pauseMs = (isConsentryError(error) ? error.retryAfterMs : undefined) ?? renewalPauseMs;
      cache.set(id, target.key, { ...cached, refreshAt: clock.now() + pauseMs }, generation);
    });
  };

  return {
    async acquire(id, target, { minimumLifetimeMs = 0, consentedAt } = {}) {
      const now = clock.now();
      const known = cache.find(id, target.key);
      const isOfToday = consentedAt === undefined || known === undefined || known.consentedAt === consentedAt;
      // Another replica took a new consent: everything that is kept here is of the one before.
      if (!isOfToday) cache.forget(id);
      const cached = isOfToday ? known : undefined;
      if (cached !== undefined && !mustRefresh(cached, now, minimumLifetimeMs)) {
        if (shouldRefresh(cached, now)) renewBehind(id, target, cached);
        return { token: cached.token, fromCache: true };
      }
      const redeemed = await redeemOnce(id, target, cached);
      // Another replica's token may be too old for this caller.
      const isOld = redeemed.receivedAt < now && mustRefresh(redeemed, clock.now(), minimumLifetimeMs);
      const { token } = isOld ? await redeemOnce(id, target, redeemed) : redeemed;
      return { token, fromCache: false };
    },
    forget: (id) => cache.forget(id),
    keepAlive: (budget, isStopping) => keepAlive.run(budget, isStopping),
    async storeFailedSuccessors() {
      const waiting = await successors.storeFailed();
      await turns.tendKept();
      return waiting;
    },
    async settled() {
      await Promise.allSettled(inFlight.values());
    },
    countFailedSuccessors: () => successors.countFailed(),
  };
}
