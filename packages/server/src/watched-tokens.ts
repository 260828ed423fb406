import {
  type ApplicationId,
  type ClientAuthentication,
  type Clock,
  type CredentialChoice,
  connectScopes,
  createChoosingTokenEndpoint,
  createSteadyTokenEndpoint,
  createTokenEndpoint,
  createTokens,
  type Fetch,
  publicClient,
  type Random,
  type Timer,
  type TokenEndpoint,
  type TokenEndpointOf,
  type TokenEndpointRest,
  type Tokens,
} from '@consentry/core';
import type { KnownAccess } from './access/known-access.ts';
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
  const { credentials, timer } = deps;
  const endpointFor = (authentication: ClientAuthentication): TokenEndpoint =>
    createEndpointWith(deps, authentication);
  return restWhereNeeded(
    deps,
    createChoosingTokenEndpoint({ credentials, endpointFor, timer }),
    'the credential of the application was refused',
  );
}

/** The token endpoint with one credential of ours. Nothing stands between: whoever asks leaves it alone where that is needed. */
export function createEndpointWith(
  deps: Omit<WatchedTokenEndpointDeps, 'credentials'>,
  credential: ClientAuthentication,
): TokenEndpoint {
  return askAs(deps, deps.config.application.id, credential);
}

/** The same as a public client: nothing proves it, and no credential is ever sent. */
export function createPublicTokenEndpoint(
  deps: Omit<WatchedTokenEndpointDeps, 'credentials'>,
  clientId: ApplicationId,
): TokenEndpoint {
  return restWhereNeeded(
    deps,
    askAs(deps, clientId, publicClient),
    'the public registration was refused: it does not allow public client flows',
  );
}

type AskingDeps = Omit<WatchedTokenEndpointDeps, 'credentials'>;

function askAs(
  { config, fetch, clock, observer }: AskingDeps,
  clientId: ApplicationId,
  authentication: Pick<ClientAuthentication, 'apply' | 'facts'>,
): TokenEndpoint {
  const { cloud, entra: dialect } = config;
  const asked = createTokenEndpoint({ cloud, clientId, authentication, fetch, clock, dialect });
  return watchTokenEndpoint(asked, observer.watch, observer.metrics);
}

function restWhereNeeded(
  { config, timer, random, log }: AskingDeps,
  endpoint: TokenEndpoint,
  refused: string,
): TokenEndpoint {
  const { refreshTokens } = config;
  const rests = ({ tenant, code, forMs }: TokenEndpointRest): void => {
    if (tenant === undefined) log.error({ code, forMs }, refused);
    else log.warn({ tenant, code, forMs }, 'the token endpoint of a tenant is left alone for a while');
  };
  return createSteadyTokenEndpoint({ endpoint, refreshTokens, timer, random, rests });
}

export interface WatchedTokensDeps {
  readonly config: Pick<BrokerConfig, 'cloud' | 'refreshTokens'>;
  readonly store: Pick<Store, 'audit' | 'grants' | 'replicas'>;
  readonly vault: Pick<OpenVault, 'vault' | 'findNewest'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly observer: Pick<Observer, 'metrics'>;
}

/** How many access tokens are kept in memory: at 2 KB each, 200 MB. */
const cacheLimit = 100_000;

/**
 * Access tokens of grants. What becomes of a grant is recorded and counted.
 * @param tokenEndpoint of our application, `tokenEndpointOf` of the one that a grant is bound to
 * @param access asked before each refresh token leaves
 */
export function createWatchedTokens(
  deps: WatchedTokensDeps,
  tokenEndpoint: TokenEndpoint,
  tokenEndpointOf: TokenEndpointOf,
  access: Pick<KnownAccess, 'requireStanding'>,
): Tokens {
  const { config, store, clock, random, log } = deps;
  const { metrics } = deps.observer;
  const events = recordGrantEvents({ audit: store.audit, clock, log });
  const tokens = createTokens({
    grants: store.grants,
    vault: deps.vault.vault,
    findNewest: deps.vault.findNewest,
    tokenEndpoint,
    tokenEndpointOf,
    refreshTokens: config.refreshTokens,
    replicas: store.replicas,
    requireStanding: ({ partner, id }) => access.requireStanding(partner, id),
    provingScopes: (grant) => connectScopes(config.cloud, grant),
    events: watchGrantEvents(events, metrics),
    clock,
    random,
    cacheLimit,
  });
  return watchTokens(tokens, metrics);
}
