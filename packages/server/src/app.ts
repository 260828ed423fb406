import {
  type Clock,
  type ClientAuthentication,
  connectScopes,
  ConsentryError,
  createGuid,
  createIdTokenReader,
  createMfaProbe,
  createSigningKeys,
  createTokenEndpoint,
  createTokens,
  type Fetch,
  type GrantEvents,
  loginOrigin,
  type Random,
  type SigningKeys,
  type Tokens,
} from '@consentry/core';
import { createAuthenticator } from './access/authenticate.ts';
import type { BrokerConfig } from './config.ts';
import { createListener, type HttpHandler } from './http/create-listener.ts';
import type { Log } from './log.ts';
import { findCredentialEnd } from './observe/credential-end.ts';
import { createExpiryWatch, type ExpiryWatch } from './observe/expiry-watch.ts';
import { createHealth, type Health } from './observe/health.ts';
import { keepGauges } from './observe/keep-gauges.ts';
import type { Observer } from './observe/observer.ts';
import { watchGrantEvents } from './observe/watch-grant-events.ts';
import { watchTokenEndpoint } from './observe/watch-token-endpoint.ts';
import { watchTokens } from './observe/watch-tokens.ts';
import type { OpenVault } from './open-vault.ts';
import { refusedPage } from './pages/refused-page.ts';
import { en } from './pages/words/en.ts';
import { recordGrantEvents } from './record-grant-events.ts';
import { bindHandlers } from './routes/handlers.ts';
import type { RouteDeps } from './routes/route-deps.ts';
import { createSteadyProbe } from './stores/audit/steady-probe.ts';
import type { Store } from './stores/store.ts';
import { version } from './version.ts';

export interface AppDeps {
  readonly config: Pick<
    BrokerConfig,
    'application' | 'cloud' | 'consent' | 'entra' | 'invitation' | 'publicUrl' | 'refreshTokens'
  >;
  readonly authentication: ClientAuthentication;
  readonly store: Store;
  readonly vault: OpenVault;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly observer: Observer;
  readonly isStopping: () => boolean;
}

/** The broker as functions: one for each listener. */
export interface App {
  /** What the broker does of its own accord: see `main.ts`. */
  readonly tokens: Pick<Tokens, 'keepAlive' | 'storeFailedSuccessors'>;
  readonly signingKeys: Pick<SigningKeys, 'refresh' | 'fetchedAt'>;
  readonly health: Pick<Health, 'report'>;
  readonly expiryWatch: ExpiryWatch;
  readonly public: HttpHandler;
  readonly api: HttpHandler;
}

/** How many access tokens are kept in memory: at 2 KB each, 200 MB. */
const cacheLimit = 100_000;

/** Puts the broker together. It opens no socket and reads no file. */
export function createApp(deps: AppDeps): App {
  const { store, clock, random, log } = deps;
  const signingKeys = createWatchedSigningKeys(deps);
  const health = createHealth({ ...deps, signingKeys });
  const routes = createRouteDeps(deps, signingKeys, health);
  const listener = {
    handlers: bindHandlers(routes),
    authenticator: createAuthenticator({
      callers: store.callers,
      operatorKeyHash: store.operatorKeyHash,
      clock,
    }),
    audit: store.audit,
    clock,
    log,
    watch: deps.observer.requests,
    createRequestId: () => createGuid(random),
    loginOrigin: loginOrigin(deps.config.cloud),
    refusalPage: (error: Parameters<typeof refusedPage>[1], requestId: string) => ({
      status: error.entry.status,
      html: refusedPage(en, error, requestId),
    }),
  };
  const { tokens } = routes;
  const { survey } = store;
  const credentialEnd = findCredentialEnd(deps.authentication, deps.config.application.secretExpiresAt);
  keepGauges({ ...deps, survey, tokens, signingKeys, credentialEnd });
  return {
    tokens,
    signingKeys,
    health,
    expiryWatch: createExpiryWatch({ survey, credentialEnd, clock, log }),
    public: createListener('public', listener),
    api: createListener('api', listener),
  };
}

function createWatchedSigningKeys({ config, fetch, clock, observer }: AppDeps): SigningKeys {
  const { cloud, entra: dialect } = config;
  const { metrics, watch } = observer;
  return createSigningKeys({
    cloud,
    fetch,
    clock,
    dialect,
    watch: (work) =>
      watch(work, {
        span: 'signing keys',
        ended: ({ outcome }) => metrics.count('consentry_signing_keys_fetches_total', { outcome }),
      }),
  });
}

function createRouteDeps(deps: AppDeps, signingKeys: SigningKeys, health: Health): RouteDeps {
  const { config, store, fetch, clock, random, observer } = deps;
  const { watch, metrics } = observer;
  const { cloud, application, entra: dialect, publicUrl } = config;
  const redirectUris = redirectUrisOf(publicUrl);
  const endpoint = createTokenEndpoint({
    cloud,
    clientId: application.id,
    authentication: deps.authentication,
    fetch,
    clock,
    dialect,
  });
  const tokenEndpoint = watchTokenEndpoint(endpoint, watch, metrics);
  const idTokens = createIdTokenReader({
    cloud,
    clientId: application.id,
    keys: signingKeys,
    clock,
    dialect,
  });
  return {
    version,
    application,
    cloud,
    publicUrl,
    invitationLifetimeMs: config.invitation.lifetimeMs,
    store,
    startConsent: {
      cloud,
      application: application.id,
      redirectUris,
      prompt: config.consent.prompt,
      amrValues: config.consent.amrValues,
      dialect,
      flows: store.flows,
      clock,
      random,
    },
    readCallback: {
      flows: store.flows,
      invitations: store.invitations,
      dialect,
      idTokens,
      clock,
    },
    redeemCode: {
      cloud,
      application: application.id,
      redirectUri: redirectUris.connect,
      tokenEndpoint,
      idTokens,
      mfaProbe: createMfaProbe({ cloud, fetch, random }),
      clock,
    },
    seal: { vault: deps.vault.vault, grants: store.grants, clock, random },
    tokenEndpoint,
    refreshTokens: config.refreshTokens,
    tokens: watchTokens(
      createTokens({
        grants: store.grants,
        vault: deps.vault.vault,
        tokenEndpoint,
        refreshTokens: config.refreshTokens,
        replicas: store.replicas,
        provingScopes: connectScopes(cloud),
        events: watchGrantEvents(grantEvents(deps), metrics),
        clock,
        random,
        cacheLimit,
      }),
      metrics,
    ),
    words: en,
    clock,
    random,
    probeAudit: createSteadyProbe(() => probeAudit(deps), clock),
    probeStore: createSteadyProbe(() => probeStore(deps), clock),
    probeVault: createSteadyProbe(() => deps.vault.probe(), clock),
    health,
    isStopping: deps.isStopping,
  };
}

/** The redirect URIs that must be registered for the application, platform Web. */
export function redirectUrisOf(publicUrl: string): { readonly connect: string; readonly approve: string } {
  return { connect: `${publicUrl}/consent/callback`, approve: `${publicUrl}/consent/approved` };
}

/**
 * Anybody may ask whether the broker is ready, so what is wrong, and where, is for the log alone.
 * @throws ConsentryError `audit_unavailable`
 */
async function probeAudit({ store, log }: AppDeps): Promise<void> {
  try {
    await store.audit.probe();
  } catch (error) {
    log.error({ err: error }, 'the audit cannot be written');
    throw new ConsentryError('audit_unavailable', { cause: error });
  }
}

/** @throws ConsentryError `store_unavailable`, as {@link probeAudit} without what is wrong */
async function probeStore({ store, log }: AppDeps): Promise<void> {
  try {
    await store.grants.list({ limit: 1 });
  } catch (error) {
    log.error({ err: error }, 'the store cannot be read');
    throw new ConsentryError('store_unavailable', { cause: error });
  }
}

function grantEvents({ store, clock, log }: AppDeps): GrantEvents {
  return recordGrantEvents({ audit: store.audit, clock, log });
}
