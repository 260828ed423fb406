import {
  type ClientAuthentication,
  type Clock,
  connectScopes,
  ConsentryError,
  createChoosingTokenEndpoint,
  createGuid,
  createIdTokenReader,
  createMfaProbe,
  createSigningKeys,
  createSteadyTokenEndpoint,
  createTokenEndpoint,
  createTokens,
  createWorkloadTokenReader,
  type CredentialChoice,
  type Fetch,
  type FetchStream,
  type GrantEvents,
  loginOrigin,
  type Random,
  type Timer,
  type TokenEndpoint,
  type TokenEndpointRest,
  type SigningKeys,
  type Tokens,
  type WorkloadTokenReader,
} from '@consentry/core';
import { createOpenApi, type JsonObject } from '@consentry/core/contract';
import type { Alerts } from './alerts/alerts.ts';
import { createTroubleWatch, type TroubleWatch } from './alerts/trouble-watch.ts';
import { createAuthenticator } from './access/authenticate.ts';
import { createKnownAccess, type KnownAccess } from './access/known-access.ts';
import { createRateLimiter } from './access/rate-limiter.ts';
import type { BrokerConfig } from './config.ts';
import { createCallGates } from './forward/call-gates.ts';
import { createMfaWatch } from './forward/mfa-watch.ts';
import { createListener } from './http/create-listener.ts';
import type { HttpHandler } from './http/incoming.ts';
import { countUnderWay } from './http/under-way.ts';
import { createManagedIdentityListener } from './http/managed-identity.ts';
import type { Log } from './log.ts';
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
import { findTrouble, type Trouble } from './routes/find-trouble.ts';
import { bindHandlers } from './routes/handlers.ts';
import type { RouteDeps } from './routes/route-deps.ts';
import { createSteadyProbe } from './stores/audit/steady-probe.ts';
import type { Store } from './stores/store.ts';
import { version } from './version.ts';

export interface AppDeps {
  readonly config: Pick<
    BrokerConfig,
    'application' | 'cloud' | 'consent' | 'entra' | 'invitation' | 'issuers' | 'publicUrl' | 'refreshTokens'
  >;
  readonly credentials: CredentialChoice;
  readonly store: Store;
  readonly vault: OpenVault;
  readonly fetch: Fetch;
  readonly fetchStream: FetchStream;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly log: Log;
  readonly observer: Observer;
  readonly alerts: Pick<Alerts, 'tell'>;
  readonly isStopping: () => boolean;
  /** How many requests each listener lets in at once; no limit where nobody listens. */
  readonly maxInFlight?: number | undefined;
}

/** The broker as functions: one for each listener. */
export interface App {
  /** What the broker does of its own accord: see `main.ts`. */
  readonly tokens: Pick<Tokens, 'holdLeases' | 'keepAlive' | 'storeFailedSuccessors'>;
  readonly access: Pick<KnownAccess, 'confirm'>;
  readonly signingKeys: Pick<SigningKeys, 'refresh' | 'fetchedAt'>;
  readonly health: Pick<Health, 'report'>;
  readonly expiryWatch: ExpiryWatch;
  readonly troubleWatch: TroubleWatch;
  /** Resolves when nothing is at work any more that may end in a grant or a refresh token. */
  settled(): Promise<void>;
  readonly public: HttpHandler;
  readonly api: HttpHandler;
  /** Behind a socket on loopback only. */
  readonly managedIdentity: HttpHandler;
}

/** How many access tokens are kept in memory: at 2 KB each, 200 MB. */
const cacheLimit = 100_000;

/** Puts the broker together. It opens no socket and reads no file. */
export function createApp(deps: AppDeps): App {
  const { store, clock, random, timer, log } = deps;
  const { tell } = deps.alerts;
  const { callers, grants, news, operatorKeyHash, survey } = store;
  const access = createKnownAccess({ callers, grants, news, timer });
  const workloadTokens = createWatchedTokenReader(deps);
  const authenticator = createAuthenticator({ access, workloadTokens, operatorKeyHash, clock, log });
  const signingKeys = createWatchedSigningKeys(deps);
  const health = createHealth({ ...deps, signingKeys });
  const { getPolicy } = authenticator;
  const routes = createRouteDeps(deps, { access, getPolicy, signingKeys, health });
  const listener = {
    handlers: bindHandlers(routes),
    authenticator,
    rateLimiter: createRateLimiter(timer),
    audit: store.audit,
    clock,
    log,
    watch: deps.observer.requests,
    maxInFlight: deps.maxInFlight ?? Number.POSITIVE_INFINITY,
    createRequestId: () => createGuid(random),
    loginOrigin: loginOrigin(deps.config.cloud),
    refusalPage: (error: Parameters<typeof refusedPage>[1], requestId: string) => ({
      status: error.entry.status,
      html: refusedPage(en, error, requestId),
    }),
  };
  const { tokens } = routes;
  const pages = countUnderWay(createListener('public', listener));
  keepGauges({ ...deps, survey, tokens, signingKeys });
  return {
    tokens,
    access,
    signingKeys,
    health,
    expiryWatch: createExpiryWatch({ survey, credentials: deps.credentials.all, clock, log, tell }),
    troubleWatch: createTroubleWatch({ find: () => listTroubles(routes), tell, clock, timer }),
    async settled() {
      await Promise.all([pages.settled(), tokens.settled()]);
    },
    public: pages.handler,
    api: createListener('api', listener),
    managedIdentity: createManagedIdentityListener(listener),
  };
}

/** A vault that fails breaks no promise, but hands out nothing that is not cached: a person must know. */
async function listTroubles(routes: RouteDeps): Promise<readonly Trouble[]> {
  const { breaking, vault } = await findTrouble(routes);
  return vault === undefined ? breaking : [...breaking, vault];
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

function createWatchedTokenReader({ config, fetch, clock, observer }: AppDeps): WorkloadTokenReader {
  const { metrics, watch } = observer;
  return createWorkloadTokenReader({
    issuers: config.issuers,
    fetch,
    clock,
    watch: (work) =>
      watch(work, {
        span: 'issuer keys',
        root: true,
        ended: ({ outcome }) => metrics.count('consentry_issuer_keys_fetches_total', { outcome }),
      }),
  });
}

type KnownParts = Pick<RouteDeps, 'access' | 'getPolicy' | 'health'> & { readonly signingKeys: SigningKeys };

function createRouteDeps(deps: AppDeps, known: KnownParts): RouteDeps {
  const { config, store, fetch, clock, random } = deps;
  const { access, getPolicy, signingKeys, health } = known;
  const { cloud, application, entra: dialect, publicUrl } = config;
  const redirectUris = redirectUrisOf(publicUrl);
  const tokenEndpoint = steadyTokenEndpoint(deps);
  const idTokens = createIdTokenReader({
    cloud,
    clientId: application.id,
    keys: signingKeys,
    clock,
    dialect,
  });
  let api: JsonObject | undefined;
  return {
    version,
    describeApi: () => (api ??= createOpenApi(version)),
    application,
    cloud,
    publicUrl,
    invitationLifetimeMs: config.invitation.lifetimeMs,
    store,
    access,
    getPolicy,
    issuers: config.issuers,
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
    tokens: createWatchedTokens(deps, tokenEndpoint),
    fetchStream: deps.fetchStream,
    callGates: createCallGates(clock),
    mfaWatch: createMfaWatch({ audit: store.audit, clock, log: deps.log }),
    log: deps.log,
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

function createWatchedTokens(deps: AppDeps, tokenEndpoint: TokenEndpoint): Tokens {
  const { config, store, clock, random, observer } = deps;
  const { metrics } = observer;
  const tokens = createTokens({
    grants: store.grants,
    vault: deps.vault.vault,
    tokenEndpoint,
    refreshTokens: config.refreshTokens,
    replicas: store.replicas,
    provingScopes: connectScopes(config.cloud),
    events: watchGrantEvents(grantEvents(deps), metrics),
    clock,
    random,
    cacheLimit,
  });
  return watchTokens(tokens, metrics);
}

/** Each request that is sent is measured; a refusal that is told again, while the endpoint rests, is none. */
function steadyTokenEndpoint(deps: AppDeps): TokenEndpoint {
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
