import {
  type ClientAuthentication,
  type Clock,
  connectScopes,
  createChoosingTokenEndpoint,
  createSteadyTokenEndpoint,
  createTokenEndpoint,
  createTokens,
  type CredentialChoice,
  type Fetch,
  type Random,
  type Timer,
  type TokenEndpoint,
  type TokenEndpointRest,
  type Tokens,
} from '@consentry/core';
import type { BrokerConfig } from './config.ts';
import type { Log } from './log.ts';
import type { Observer } from './observe/observer.ts';
import { watchGrantEvents } from './observe/watch-grant-events.ts';
import { watchTokenEndpoint } from './observe/watch-token-endpoint.ts';
import { watchTokens } from './observe/watch-tokens.ts';
import type { OpenVault } from './open-vault.ts';
import { recordGrantEvents } from './record-grant-events.ts';
import type { Store } from './stores/store.ts';

export interface WatchedTokenEndpointDeps {
  readonly config: Pick<BrokerConfig, 'application' | 'cloud' | 'entra' | 'refreshTokens'>;
  readonly credentials: CredentialChoice;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly log: Log;
  readonly observer: Observer;
}

/**
 * The token endpoint with our credentials, which rests where it is to be left alone. Each request that is sent is measured; a
 * refusal that is told again, while the endpoint rests, is none.
 */
export function createWatchedTokenEndpoint(deps: WatchedTokenEndpointDeps): TokenEndpoint {
  const { cloud, application, entra: dialect, refreshTokens } = deps.config;
  const { credentials, fetch, clock, timer, random, log, observer } = deps;
  const clientId = application.id;
  const rests = ({ tenant, code, forMs }: TokenEndpointRest): void => {
    if (tenant === undefined) log.error({ code, forMs }, 'the credential of the application was refused');
    else log.warn({ tenant, code, forMs }, 'the token endpoint of a tenant is left alone for a while');
  };
  const endpointFor = (authentication: ClientAuthentication): TokenEndpoint => {
    const asked = createTokenEndpoint({ cloud, clientId, authentication, fetch, clock, dialect });
    return watchTokenEndpoint(asked, observer.watch, observer.metrics);
  };
  const endpoint = createChoosingTokenEndpoint({ credentials, endpointFor, timer });
  return createSteadyTokenEndpoint({ endpoint, refreshTokens, timer, random, rests });
}

export interface WatchedTokensDeps {
  readonly config: Pick<BrokerConfig, 'cloud' | 'refreshTokens'>;
  readonly store: Pick<Store, 'audit' | 'grants' | 'replicas'>;
  readonly vault: Pick<OpenVault, 'vault'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly observer: Pick<Observer, 'metrics'>;
}

/** How many access tokens are kept in memory: at 2 KB each, 200 MB. */
const cacheLimit = 100_000;

/** Access tokens of grants. What becomes of a grant is recorded and counted. */
export function createWatchedTokens(deps: WatchedTokensDeps, tokenEndpoint: TokenEndpoint): Tokens {
  const { config, store, clock, random, log } = deps;
  const { metrics } = deps.observer;
  const events = recordGrantEvents({ audit: store.audit, clock, log });
  const tokens = createTokens({
    grants: store.grants,
    vault: deps.vault.vault,
    tokenEndpoint,
    refreshTokens: config.refreshTokens,
    replicas: store.replicas,
    provingScopes: connectScopes(config.cloud),
    events: watchGrantEvents(events, metrics),
    clock,
    random,
    cacheLimit,
  });
  return watchTokens(tokens, metrics);
}
