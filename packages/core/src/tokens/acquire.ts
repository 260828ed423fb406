import type { TokenAnswer, TokenEndpoint } from '../entra/token-endpoint.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import type { Clock, Random } from '../ports.ts';
import type { GrantStore, SealedGrant } from '../vault/grant-store.ts';
import { unseal } from '../vault/seal.ts';
import type { Vault } from '../vault/vault.ts';
import type { AccessToken } from './access-token.ts';
import type { GrantEvents } from './grant-events.ts';
import { createJudge } from './judge-refusal.ts';
import { keepSuccessor } from './keep-successor.ts';
import type { Target } from './target.ts';
import {
  type CachedToken,
  chooseRefreshAt,
  createTokenCache,
  mustRefresh,
  shouldRefresh,
} from './token-cache.ts';

export interface TokensDeps {
  readonly grants: GrantStore;
  readonly vault: Vault;
  readonly tokenEndpoint: TokenEndpoint;
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
  /** The token must live at least this long; it is renewed otherwise. At most half of a token's life makes sense. */
  readonly minimumLifetimeMs?: number | undefined;
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
   * @throws ConsentryError `grant_not_found`, `grant_held`, `consent_needed`, `step_up_needed`, `admin_needed`,
   *   `ca_blocked`, `tenant_setup`, `client_credential`, `client_request`, `idp_…`, `secret_…`, `vault_unavailable`
   */
  acquire(grant: GrantId, target: Target, options?: AcquireOptions): Promise<Acquired>;
  /** Drops every cached token of a grant. */
  forget(grant: GrantId): void;
}

export function createTokens(deps: TokensDeps): Tokens {
  const cache = createTokenCache(deps.cacheLimit);
  const inFlight = new Map<string, Promise<AccessToken>>();
  const judge = createJudge(deps);

  const redeemOnce = (id: GrantId, target: Target): Promise<AccessToken> => {
    const key = `${id} ${target.key}`;
    const running = inFlight.get(key);
    if (running !== undefined) return running;
    const started = redeem(id, target).finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };

  const redeem = async (id: GrantId, target: Target): Promise<AccessToken> => {
    const grant = await readHealthy(deps.grants, id);
    const refreshToken = await unseal(deps.vault, grant);
    const answer = await askTokenEndpoint(grant, target, () =>
      deps.tokenEndpoint.redeemRefreshToken({
        tenant: target.tenant,
        refreshToken,
        scopes: target.scopes,
      }),
    );
    await keepSuccessor(deps, grant, target, answer);
    const token = toAccessToken(grant, target, answer);
    const now = deps.clock.now();
    cache.set(id, target.key, {
      token,
      refreshAt: chooseRefreshAt(token, now, answer.refreshAt, deps.random),
    });
    return token;
  };

  const askTokenEndpoint = async (
    grant: SealedGrant,
    target: Target,
    ask: () => Promise<TokenAnswer>,
  ): Promise<TokenAnswer> => {
    try {
      return await ask();
    } catch (error) {
      throw await judge(grant, target, error);
    }
  };

  /** The token at hand still works, so a failure waits for the caller that must have a new one. */
  const renewBehind = (id: GrantId, target: Target, cached: CachedToken): void => {
    redeemOnce(id, target).catch((error: unknown) => {
      const pauseMs = (isConsentryError(error) ? error.retryAfterMs : undefined) ?? renewalPauseMs;
      cache.set(id, target.key, { ...cached, refreshAt: deps.clock.now() + pauseMs });
    });
  };

  return {
    async acquire(id, target, options = {}) {
      const now = deps.clock.now();
      const cached = cache.find(id, target.key);
      if (cached !== undefined && !mustRefresh(cached.token, now, options.minimumLifetimeMs ?? 0)) {
        if (shouldRefresh(cached, now)) renewBehind(id, target, cached);
        return { token: cached.token, fromCache: true };
      }
      return { token: await redeemOnce(id, target), fromCache: false };
    },
    forget(id) {
      cache.forget(id);
    },
  };
}

/** @throws ConsentryError `grant_not_found`, `grant_held`, `consent_needed` */
async function readHealthy(grants: GrantStore, id: GrantId): Promise<SealedGrant> {
  const grant = await grants.find(id);
  if (grant === undefined) throw new ConsentryError('grant_not_found');
  switch (grant.state) {
    case 'healthy':
      return grant;
    case 'held':
      throw new ConsentryError('grant_held', { facts: { grant: id, reason: grant.stateReason } });
    case 'consent_needed':
      throw new ConsentryError('consent_needed', {
        facts: { grant: id, reason: grant.stateReason, since: new Date(grant.stateSince).toISOString() },
      });
  }
}

function toAccessToken(grant: SealedGrant, target: Target, answer: TokenAnswer): AccessToken {
  return {
    value: answer.accessToken,
    expiresAt: answer.expiresAt,
    tenant: target.tenant,
    resource: target.resource,
    scopes: answer.scopes,
    baseUrl: target.baseUrl,
    grant: grant.id,
  };
}
