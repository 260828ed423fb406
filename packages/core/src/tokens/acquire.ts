import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import type { TokenEndpointOf } from '../entra/token-endpoints.ts';
import { isConsentryError } from '../errors.ts';
import type { GrantId, TenantId } from '../ids.ts';
import type { Clock, Random } from '../ports.ts';
import type { GrantStore } from '../vault/grant-store.ts';
import type { FindNewest, Vault } from '../vault/vault.ts';
import type { AccessToken, TokenOwner } from './access-token.ts';
import { type CheckHeld, createCheckHeld } from './check-held.ts';
import { createForceLimit } from './force-limit.ts';
import { createForgottenTenants } from './forgotten-tenants.ts';
import type { GrantEvents } from './grant-events.ts';
import { createJudge } from './judge-refusal.ts';
import { createKeepAlive, type KeepAliveOutcome } from './keep-alive.ts';
import { createSuccessors, type RefreshTokenUse } from './keep-successor.ts';
import type { Replicas } from './lease.ts';
import { createMoveGrant, type MoveGrant } from './move-grant.ts';
import { createPresent, type RequireStanding } from './present.ts';
import type { ProvingScopes } from './proving-scopes.ts';
import { createRedeem } from './redeem.ts';
import { createRedeemForApplication } from './redeem-for-application.ts';
import { createRefusalRests } from './refusal-rests.ts';
import { createScopeLists } from './scope-lists.ts';
import { createTurns } from './take-turn.ts';
import type { Target } from './target.ts';
import {
  type CachedToken,
  createTokenCache,
  mustRefresh,
  mustRefreshAt,
  shouldRefresh,
} from './token-cache.ts';

/** What the acquiring of tokens needs. Where several processes share a store, `replicas` is one of it. */
export interface TokensDeps {
  readonly grants: GrantStore;
  readonly vault: Vault;
  /** Where there is a vault that no restore of the rows sets back. */
  readonly findNewest?: FindNewest | undefined;
  /** Spoken to as our application. */
  readonly tokenEndpoint: TokenEndpoint;
  /** Where grants are of several applications: the endpoint of each. {@link TokensDeps.tokenEndpoint} for all unless told. */
  readonly tokenEndpointOf?: TokenEndpointOf;
  /** What happens to a refresh token that was redeemed. `reusable`, as at Entra, unless told otherwise. */
  readonly refreshTokens?: RefreshTokenUse;
  /** Given by the store where several replicas share it. */
  readonly replicas?: Replicas | undefined;
  /** Given where operators take grants back, or stop them, while they are in use. */
  readonly requireStanding?: RequireStanding | undefined;
  readonly provingScopes: ProvingScopes;
  readonly events: GrantEvents;
  readonly clock: Clock;
  readonly random: Random;
  /** How many access tokens are kept in memory. */
  readonly cacheLimit: number;
}

/** How long a renewal behind a served token rests after it failed, unless the provider names a time. */
const renewalPauseMs = 60_000;

/** What is asked of a token beside its target. */
export interface AcquireOptions {
  /** The token must live at least this long; it is renewed otherwise. At most half of a token's life is heeded. */
  readonly minimumLifetimeMs?: number | undefined;
  /**
   * A token that its API refused. It is not served again, unless it is so new that another would be refused too: see
   * {@link renewalPauseMs}.
   */
  readonly insteadOf?: AccessToken | undefined;
  /** As the row says it now. A token of an earlier consent is not served. */
  readonly consentedAt?: number | undefined;
  /**
   * Asks for a new token now, whatever is cached, and also where the last refusal still rests. Once a minute for a target.
   * What the identity provider asks to wait for is waited for all the same.
   */
  readonly force?: boolean | undefined;
}

/** How a new token is wanted. */
interface Wish {
  readonly consentedAt?: number | undefined;
  readonly force?: boolean;
  /** Epoch milliseconds: one that was received by then is not enough. */
  readonly newerThan?: number | undefined;
}

/** A token, and whether it was there already. */
export interface Acquired {
  readonly token: AccessToken;
  readonly fromCache: boolean;
}

/** Access tokens of sealed grants. */
export interface Tokens {
  /**
   * A token that is at hand, without waiting: what {@link Tokens.acquire} would give from the cache. Undefined when it would have
   * to ask for one. A token that should be renewed is, behind the served one.
   */
  find(grant: GrantId, target: Target, options?: AcquireOptions): AccessToken | undefined;
  /**
   * A token of this grant for this target: from the cache, from a redemption that is under way, or from a new
   * one. However many ask at once, one redemption is made. What a target was refused for is told again for a while,
   * with `retryAfterMs`, instead of being asked for again.
   *
   * @throws ConsentryError `force_limited`, `application_not_configured`, `grant_not_found`, `grant_held`, `grant_revoked`, `consent_needed`, `step_up_needed`,
   *   `admin_needed`, `ca_blocked`, `tenant_setup`, `identity_changed`, `client_credential`, `client_request`, `idp_…`,
   *   `secret_…`, `vault_unavailable`, `store_unavailable`
   */
  acquire(grant: GrantId, target: Target, options?: AcquireOptions): Promise<Acquired>;
  /**
   * A token of the application itself, without an account and without a grant, in the same way.
   * @param target `app-only`
   * @throws ConsentryError `force_limited`, `ca_blocked`, `tenant_setup`, `client_credential`, `client_request`, `idp_…`, `store_unavailable`
   */
  acquireForApplication(target: Target, options?: Omit<AcquireOptions, 'consentedAt'>): Promise<Acquired>;
  /** Drops every token of a grant that this process keeps, and keeps none that is still on its way. */
  forget(grant: GrantId): void;
  /**
   * Forgets every token for a tenant that this process keeps, of whichever grant or of the application, and what was refused there;
   * what is on its way is not kept, nor is one taken over that another replica got before now. For a tenant whose consent changed.
   */
  forgetTenant(tenant: TenantId): void;
  /** Removes what replicas share of a grant, or of the application, in one tenant. What another one has in memory ends by itself. */
  unshare(owner: TokenOwner, tenant: TenantId): Promise<void>;
  /** Drops half of the access tokens in memory, the oldest of each grant in turn: for want of memory. They are asked for anew. */
  forgetHalf(): void;
  /**
   * Forgets everything of a grant that was taken back: its access tokens here and where replicas share them, and refresh
   * tokens that were not stored.
   */
  takeBack(grant: GrantId): Promise<void>;
  /** Puts a held grant to the proof, and makes it healthy when it passes. @see CheckHeld */
  checkHeld: CheckHeld;
  /**
   * Redeems refresh tokens that nobody uses.
   * @param budget how many redemptions it may make
   * @param isStopping asked between two of them
   */
  keepAlive(budget: number, isStopping?: () => boolean): Promise<KeepAliveOutcome>;
  /** Moves the refresh token of a grant into another vault, while tokens of it are handed out. */
  readonly move: MoveGrant;
  /** Tries to store the successors again that could not be stored. @returns how many still wait */
  storeFailedSuccessors(): Promise<number>;
  /**
   * Holds on to the leases of grants whose only good refresh token waits in memory. Call it every few seconds, also while
   * {@link storeFailedSuccessors} is under way.
   */
  holdLeases(): Promise<void>;
  /** Resolves when no redemption is under way, and what came of each is stored or waits for that. */
  settled(): Promise<void>;
  /** How many successors could not be stored and wait. */
  countFailedSuccessors(): number;
}

/**
 * Makes what acquires, keeps and renews access tokens. One for a process: it is what asks Microsoft once for many
 * callers.
 */
export function createTokens(deps: TokensDeps): Tokens {
  const { grants, clock, random, replicas, refreshTokens = 'reusable' } = deps;
  const { tokenEndpointOf = () => deps.tokenEndpoint } = deps;
  const cache = createTokenCache(deps.cacheLimit);
  const inFlight = new Map<string, Promise<CachedToken>>();
  const successors = createSuccessors({ ...deps, refreshTokens });
  // Where refresh tokens work once, the stored one is dead while its successor waits: nobody else may try it.
  const turns = createTurns(replicas, (key) => refreshTokens === 'single-use' && successors.isWaiting(key));
  const forgotten = createForgottenTenants(clock);
  const forget = async (id: GrantId): Promise<void> => {
    cache.forget(id);
    await replicas?.sharedTokens.forget(id);
  };
  const present = createPresent({ ...deps, tokenEndpointOf, refreshTokens, successors, forget });
  const judge = createJudge({ ...deps, tokenEndpointOf, refreshTokens, successors, present, forget });
  const sharedTokens = replicas?.sharedTokens;
  const scopeLists = createScopeLists();
  const redeem = createRedeem({
    grants,
    refreshTokens,
    present,
    judge,
    turns,
    sharedTokens,
    scopeLists,
    successors,
    clock,
    random,
  });
  const keepAlive = createKeepAlive({ ...deps, refreshTokens, present, judge, turns, forget });

  const redeemForApplication = createRedeemForApplication({ ...deps, turns, sharedTokens, scopeLists });
  const rests = createRefusalRests(clock);
  const forceLimit = createForceLimit(clock);

  const redeemUnlessResting = async (owner: TokenOwner, target: Target, wish: Wish): Promise<CachedToken> => {
    const { force = false, consentedAt } = wish;
    const newerThan = Math.max(wish.newerThan ?? Number.NEGATIVE_INFINITY, forgotten.lastAt(target.tenant));
    const today = `${owner} ${cache.generation(owner)} ${forgotten.count(target.tenant)} ${consentedAt}`;
    const refusal = rests.find(today, target, force);
    if (refusal !== undefined) throw refusal;
    try {
      const isForApplication = owner === 'application';
      if (isForApplication !== (target.access === 'app-only'))
        throw new TypeError('a target of another access');
      const redeemed = await (isForApplication
        ? redeemForApplication(target, newerThan)
        : redeem(owner, target, newerThan));
      rests.clear(today, target);
      return redeemed;
    } catch (error) {
      rests.note(today, target, error);
      throw error;
    }
  };

  const redeemOnce = (owner: TokenOwner, target: Target, wish: Wish): Promise<CachedToken> => {
    const generation = cache.generation(owner);
    const begunIn = forgotten.count(target.tenant);
    const key = `${owner} ${generation} ${begunIn} ${target.key}`;
    const running = inFlight.get(key);
    if (running !== undefined) return running;
    const started = redeemUnlessResting(owner, target, wish)
      .then((redeemed) => {
        if (forgotten.count(target.tenant) === begunIn) cache.set(owner, target.key, redeemed, generation);
        return redeemed;
      })
      .finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };

  /** The token at hand still works, so a failure waits for the caller that must have a new one. */
  const renewBehind = (owner: TokenOwner, target: Target, cached: CachedToken, wish: Wish): void => {
    const generation = cache.generation(owner);
    redeemOnce(owner, target, { ...wish, newerThan: cached.receivedAt }).catch((error: unknown) => {
      if (cache.find(owner, target.key) !== cached) return;
      const pauseMs = (isConsentryError(error) ? error.retryAfterMs : undefined) ?? renewalPauseMs;
      const refreshAt = Math.min(clock.now() + pauseMs, mustRefreshAt(cached));
      cache.set(owner, target.key, { ...cached, refreshAt }, generation);
    });
  };

  const find = (owner: TokenOwner, target: Target, options?: AcquireOptions): AccessToken | undefined => {
    const cached = cache.find(owner, target.key);
    if (cached === undefined || !isOfConsent(cached, options?.consentedAt)) return undefined;
    const now = clock.now();
    const isDue = shouldRefresh(cached, now);
    const minimumLifetimeMs = options?.minimumLifetimeMs;
    const isAsked = isDue || minimumLifetimeMs !== undefined;
    if (isAsked && mustRefresh(cached, now, minimumLifetimeMs ?? 0)) return undefined;
    if (options?.insteadOf === cached.token && now - cached.receivedAt >= renewalPauseMs) return undefined;
    if (isDue) renewBehind(owner, target, cached, { consentedAt: options?.consentedAt });
    return cached.token;
  };

  const acquire = async (
    owner: TokenOwner,
    target: Target,
    options: AcquireOptions = {},
  ): Promise<Acquired> => {
    const { minimumLifetimeMs = 0, consentedAt, force = false } = options;
    const now = clock.now();
    if (force) {
      forceLimit.enter(`${owner} ${target.key}`);
      const { token } = await redeemOnce(owner, target, { consentedAt, force, newerThan: now });
      return { token, fromCache: false };
    }
    const found = find(owner, target, options);
    if (found !== undefined) return { token: found, fromCache: true };
    const known = cache.find(owner, target.key);
    // Another replica took a new consent: everything that is kept here is of the one before.
    const isPast = known !== undefined && !isOfConsent(known, consentedAt);
    if (isPast) cache.forget(owner);
    const newerThan = isPast ? undefined : known?.receivedAt;
    const redeemed = await redeemOnce(owner, target, { consentedAt, newerThan });
    // Another replica's token may be too old for this caller.
    const isShort = redeemed.receivedAt < now && mustRefresh(redeemed, clock.now(), minimumLifetimeMs);
    const { token } = isShort
      ? await redeemOnce(owner, target, { consentedAt, newerThan: redeemed.receivedAt })
      : redeemed;
    return { token, fromCache: false };
  };

  return {
    find: (id, target, options) => (options?.force === true ? undefined : find(id, target, options)),
    acquire: (id, target, options) => acquire(id, target, options),
    acquireForApplication: (target, options) => acquire('application', target, options),
    forget: (id) => cache.forget(id),
    takeBack: async (id) => {
      successors.dropGrant(id);
      await forget(id);
    },
    forgetTenant(tenant) {
      forgotten.add(tenant);
      cache.forgetTenant(tenant);
    },
    async unshare(owner, tenant) {
      await sharedTokens?.forgetTenant(owner, tenant);
    },
    forgetHalf: () => cache.halve(),
    checkHeld: createCheckHeld({ ...deps, tokenEndpointOf, refreshTokens, successors, turns, forget }),
    keepAlive: (budget, isStopping) => keepAlive.run(budget, isStopping),
    move: createMoveGrant({ ...deps, refreshTokens, successors, turns }),
    async storeFailedSuccessors() {
      const waiting = await successors.storeFailed();
      await turns.tendKept();
      return waiting;
    },
    holdLeases: () => turns.tendKept(),
    async settled() {
      await Promise.allSettled(inFlight.values());
    },
    countFailedSuccessors: () => successors.countFailed(),
  };
}

function isOfConsent({ consentedAt }: CachedToken, wanted: number | undefined): boolean {
  return wanted === undefined || consentedAt === wanted;
}
