import type { TokenAnswer, TokenEndpoint } from '../entra/token-endpoint.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import type { Clock, Random } from '../ports.ts';
import type { Secret } from '../secret.ts';
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
  type Generation,
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
  /** The token must live at least this long; it is renewed otherwise. At most half of a token's life is heeded. */
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
  /** Drops every cached token of a grant, and keeps none that is still on its way. */
  forget(grant: GrantId): void;
}

export function createTokens(deps: TokensDeps): Tokens {
  const cache = createTokenCache(deps.cacheLimit);
  const inFlight = new Map<string, Promise<AccessToken>>();
  const judge = createJudge({ ...deps, onDeath: (id) => cache.forget(id) });

  const redeemOnce = (id: GrantId, target: Target): Promise<AccessToken> => {
    const generation = cache.generation(id);
    const key = `${id} ${generation} ${target.key}`;
    const running = inFlight.get(key);
    if (running !== undefined) return running;
    const started = redeemFor(id, target, generation).finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };

  /** A grant that was renewed while its old refresh token was being redeemed gets a second chance. */
  const redeemFor = async (id: GrantId, target: Target, generation: Generation): Promise<AccessToken> => {
    const grant = await readHealthy(deps.grants, id);
    try {
      return await redeem(grant, target, generation);
    } catch (error) {
      const newer = isOutdated(error) ? await deps.grants.find(id) : undefined;
      if (newer?.state !== 'healthy' || newer.version === grant.version) throw error;
      return redeem(newer, target, generation);
    }
  };

  const redeem = async (grant: SealedGrant, target: Target, generation: Generation): Promise<AccessToken> => {
    const refreshToken = await unseal(deps.vault, grant);
    const answer = await askTokenEndpoint(grant, target, refreshToken);
    const receivedAt = deps.clock.now();
    await keepSuccessor(deps, grant, target, answer);
    const token = toAccessToken(grant, target, answer);
    const refreshAt = chooseRefreshAt(token, receivedAt, answer.refreshAt, deps.random);
    cache.set(grant.id, target.key, { token, receivedAt, refreshAt }, generation);
    return token;
  };

  const askTokenEndpoint = async (
    grant: SealedGrant,
    { tenant, scopes }: Target,
    refreshToken: Secret<string>,
  ): Promise<TokenAnswer> => {
    try {
      return await deps.tokenEndpoint.redeemRefreshToken({ tenant, refreshToken, scopes });
    } catch (error) {
      throw await judge(grant, { tenant, scopes }, error);
    }
  };

  /** The token at hand still works, so a failure waits for the caller that must have a new one. */
  const renewBehind = (id: GrantId, target: Target, cached: CachedToken): void => {
    const generation = cache.generation(id);
    redeemOnce(id, target).catch((error: unknown) => {
      if (cache.find(id, target.key) !== cached) return;
      const pauseMs = (isConsentryError(error) ? error.retryAfterMs : undefined) ?? renewalPauseMs;
      cache.set(id, target.key, { ...cached, refreshAt: deps.clock.now() + pauseMs }, generation);
    });
  };

  return {
    async acquire(id, target, options = {}) {
      const now = deps.clock.now();
      const cached = cache.find(id, target.key);
      if (cached !== undefined && !mustRefresh(cached, now, options.minimumLifetimeMs ?? 0)) {
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

/** Refusals that a newer refresh token of the same grant may not meet. */
function isOutdated(error: unknown): boolean {
  return (
    isConsentryError(error) && (error.code === 'secret_missing' || error.entry.failureClass === 'consent')
  );
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
