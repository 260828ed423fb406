import {
  builtInTasks,
  type Clock,
  type CredentialChoice,
  createGuid,
  createIdTokenReader,
  createMfaProbe,
  createTokenEndpointOf,
  type Fetch,
  type FetchStream,
  loginOrigin,
  type Memory,
  type Random,
  type RedirectUris,
  type SigningKeys,
  type Timer,
  type Tokens,
} from '@consentry/core';
import { createOpenApi, type JsonObject } from '@consentry/core/contract';
import { lookAgain } from './admin-consents/look-again.ts';
import { createAuthenticator } from './access/authenticate.ts';
import { createInForceEverywhere } from './access/in-force-everywhere.ts';
import { createKnownAccess, type KnownAccess } from './access/known-access.ts';
import { createRateLimiter } from './access/rate-limiter.ts';
import type { Alerts } from './alerts/alerts.ts';
import { createTroubleWatch, type TroubleWatch } from './alerts/trouble-watch.ts';
import { type BrokerConfig, defaultSweeps } from './config.ts';
import { createDashboard } from './dashboard/dashboard.ts';
import { type AccountSignIn, createAccountSignIn } from './dashboard/sign-in/account-sign-in.ts';
import { createDirectGrants } from './direct-grants.ts';
import { createCallGates } from './forward/call-gates.ts';
import { createMfaWatch } from './forward/mfa-watch.ts';
import type { ShedReason } from './http/admission.ts';
import { createListener } from './http/create-listener.ts';
import type { HttpHandler } from './http/incoming.ts';
import { createManagedIdentityListener } from './http/managed-identity.ts';
import { countUnderWay } from './http/under-way.ts';
import { createVaultMove, type VaultMove } from './jobs/move-grants.ts';
import type { Log } from './log.ts';
import { countOutOfReach } from './observe/count-out-of-reach.ts';
import { createExpiryWatch, type ExpiryWatch } from './observe/expiry-watch.ts';
import { listTroubles } from './observe/find-trouble.ts';
import { createHealth, type Health } from './observe/health.ts';
import { keepGauges } from './observe/keep-gauges.ts';
import { createMemoryWatch, type MemoryWatch } from './observe/memory-watch.ts';
import type { Observer } from './observe/observer.ts';
import { probeAudit, probeStore } from './observe/probe-store.ts';
import type { OpenVault } from './open-vault.ts';
import { createApiPorts, createOwnApis } from './own-calls.ts';
import type { OwnCredentials } from './own-credentials.ts';
import { refusedPage } from './pages/refused-page.ts';
import { en } from './pages/words/en.ts';
import { createGrantSignals, type GrantSignals } from './posture/grant-signals.ts';
import { createPostureRuns, type PostureRuns } from './posture/posture-runs.ts';
import { watchTenants } from './posture/watch-tenants.ts';
import { bindHandlers } from './routes/handlers.ts';
import type { RouteDeps } from './routes/route-deps.ts';
import { createSteadyProbe } from './stores/audit/steady-probe.ts';
import type { Store } from './stores/store.ts';
import { createConsentSweepTasks } from './sweeps/consent-sweep-tasks.ts';
import { createSweepRunner } from './sweeps/sweep-runner.ts';
import type { SweepRunner } from './sweeps/sweep-runner-door.ts';
import { createSweepTokens } from './sweeps/sweep-tokens.ts';
import { version } from './version.ts';
import { createWatchedSigningKeys, createWatchedTokenReader } from './watched-keys.ts';
import {
  createEndpointWith,
  createPublicTokenEndpoint,
  createWatchedTokenEndpoint,
  createWatchedTokens,
} from './watched-tokens.ts';

export interface AppDeps {
  readonly config: Pick<
    BrokerConfig,
    | 'adminConsent'
    | 'application'
    | 'cloud'
    | 'consent'
    | 'dashboard'
    | 'deviceCode'
    | 'entra'
    | 'invitation'
    | 'issuers'
    | 'publicUrl'
    | 'recoveryKey'
    | 'refreshTokens'
    | 'settings'
    | 'sweeps'
  >;
  readonly credentials: CredentialChoice;
  readonly credentialProblems: OwnCredentials['problems'];
  readonly store: Store;
  readonly vault: OpenVault;
  readonly fetch: Fetch;
  readonly fetchStream: FetchStream;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly memory: Memory;
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
  readonly memoryWatch: Pick<MemoryWatch, 'tick'>;
  readonly expiryWatch: ExpiryWatch;
  readonly troubleWatch: TroubleWatch;
  readonly vaultMove: Pick<VaultMove, 'settled'>;
  /** Looks again at customers' consents that were not in force yet. @param isStopping asked between two of them */
  readonly lookAgain: (isStopping?: () => boolean) => Promise<void>;
  readonly sweeps: Pick<SweepRunner, 'look' | 'settled' | 'close'>;
  readonly posture: Pick<PostureRuns, 'settled' | 'close'>;
  /** Resolves when nothing is at work any more that may end in a grant or a refresh token. */
  settled(): Promise<void>;
  readonly public: HttpHandler;
  readonly api: HttpHandler;
  /** Behind a socket on loopback only. */
  readonly managedIdentity: HttpHandler;
}

/** Puts the broker together. It opens no socket and reads no file. */
export function createApp(deps: AppDeps): App {
  const { store, clock, random, timer, log } = deps;
  const { tell } = deps.alerts;
  const { callers, grants, stops, news, operatorKeyHash, survey } = store;
  const access = createKnownAccess({
    callers,
    grants,
    stops,
    news,
    timer,
    async onTakenBack(ids) {
      for (const id of ids) {
        deps.vault.forgetGrant(id);
        await tokens.takeBack(id);
      }
    },
  });
  const workloadTokens = createWatchedTokenReader(deps);
  const authenticator = createAuthenticator({ access, workloadTokens, operatorKeyHash, clock, log });
  const signingKeys = createWatchedSigningKeys(deps);
  const health = createHealth({ ...deps, signingKeys });
  const { getPolicy } = authenticator;
  const signals = createGrantSignals({ store: store.grantMfa, clock, log });
  const unswept = createRouteDeps(deps, { access, getPolicy, signingKeys, health, signals });
  const { tokens } = unswept;
  const sweeps = createSweeps(deps, unswept);
  const posture = createPosture(deps, unswept, signals);
  const routes = { ...unswept, sweeps, posture };
  const memoryWatch = createMemoryWatch({ ...deps, relieve: () => tokens.forgetHalf() });
  const handlers = bindHandlers(routes);
  const dashboard = createDashboard({
    ...routes,
    handlers,
    accounts: createAccounts(deps, signingKeys),
  });
  const importing = countUnderWay(handlers.importGrant);
  const signingIn = countUnderWay(handlers.finishDeviceCode);
  const listener = {
    handlers: {
      ...handlers,
      importGrant: importing.handler,
      finishDeviceCode: signingIn.handler,
      showDashboard: dashboard.show,
      changeDashboard: dashboard.change,
    },
    authenticator,
    rateLimiter: createRateLimiter(timer),
    audit: store.audit,
    clock,
    log,
    watch: deps.observer.requests,
    maxInFlight: deps.maxInFlight ?? Number.POSITIVE_INFINITY,
    isMemoryShort: () => memoryWatch.isShort(),
    countShed: (reason: ShedReason) =>
      deps.observer.metrics.count('consentry_requests_shed_total', { reason }),
    createRequestId: () => createGuid(random),
    loginOrigin: loginOrigin(deps.config.cloud),
    dashboardRefusal: dashboard.refusal,
    refusalPage: (error: Parameters<typeof refusedPage>[1], requestId: string) => ({
      status: error.entry.status,
      html: refusedPage(en, error, requestId),
    }),
  };
  const pages = countUnderWay(createListener('public', listener));
  const expiryWatch = createExpiryWatch({ ...routes, tell });
  keepGauges({
    ...deps,
    memoryWatch,
    survey,
    expiryWatch,
    postureReports: store.postureReports,
    tokens,
    signingKeys,
  });
  return {
    tokens,
    vaultMove: routes.vaultMove,
    lookAgain: (stopping) => lookAgain(routes, stopping),
    sweeps,
    posture,
    access,
    signingKeys,
    health,
    memoryWatch,
    expiryWatch,
    troubleWatch: createTroubleWatch({ find: () => listTroubles(routes), tell, clock, timer }),
    async settled() {
      const parts = [pages, importing, signingIn, tokens, routes.vaultMove];
      await Promise.all(parts.map((part) => part.settled()));
    },
    public: pages.handler,
    api: createListener('api', listener),
    managedIdentity: createManagedIdentityListener(listener),
  };
}

function createAccounts(deps: AppDeps, signingKeys: SigningKeys): AccountSignIn | undefined {
  const { cloud, dashboard } = deps.config;
  if (dashboard?.accounts === undefined) return undefined;
  return createAccountSignIn({ ...deps, ...dashboard, accounts: dashboard.accounts, cloud, signingKeys });
}

type KnownParts = Pick<RouteDeps, 'access' | 'getPolicy' | 'health'> & {
  readonly signingKeys: SigningKeys;
  readonly signals: GrantSignals;
};

type PlainRoutes = Omit<RouteDeps, 'sweeps' | 'posture'>;

function createPosture(deps: AppDeps, routes: PlainRoutes, signals: GrantSignals): PostureRuns {
  return createPostureRuns({
    ...deps,
    signals,
    cloud: deps.config.cloud,
    application: deps.config.application,
    audit: deps.store.audit,
    apisWith: (keep) => createOwnApis(routes.apiPorts, routes, keep),
  });
}

function createSweeps(deps: AppDeps, routes: PlainRoutes): SweepRunner {
  const { store, observer } = deps;
  const { concurrency, tokensPerSecond } = deps.config.sweeps ?? defaultSweeps;
  return createSweepRunner({
    ...deps,
    // Its limiter too: what an API asked one call to wait for, all wait for.
    ...routes.apiPorts,
    store: store.sweeps,
    reach: store.reach,
    cloud: deps.config.cloud,
    tokens: createSweepTokens({ ...routes, timer: deps.timer, tokensPerSecond }),
    tasks: [...builtInTasks, ...createConsentSweepTasks(routes)],
    concurrency,
    replicas: store.replicas,
    audit: store.audit,
    metrics: observer.metrics,
  });
}

function createRouteDeps(deps: AppDeps, known: KnownParts): PlainRoutes {
  const { config, store, fetch, clock, random } = deps;
  const { access, getPolicy, signingKeys, health, signals } = known;
  const { cloud, application, entra: dialect, publicUrl } = config;
  const redirectUris = redirectUrisOf(publicUrl);
  const tokenEndpoint = createWatchedTokenEndpoint(deps);
  const publicId = config.deviceCode?.clientId;
  const tokenEndpointOf = createTokenEndpointOf(
    new Map([
      [application.id, tokenEndpoint],
      ...(publicId === undefined ? [] : [[publicId, createPublicTokenEndpoint(deps, publicId)] as const]),
    ]),
  );
  const tokens = watchTenants(createWatchedTokens(deps, tokenEndpoint, tokenEndpointOf, access), signals);
  const idTokens = createIdTokenReader({
    cloud,
    clientId: application.id,
    keys: signingKeys,
    clock,
    dialect,
  });
  const readCallback = {
    flows: store.flows,
    invitations: store.invitations,
    dialect,
    idTokens,
    clock,
  };
  let api: JsonObject | undefined;
  const mfaWatch = createMfaWatch({ audit: store.audit, clock, log: deps.log, signals });
  const apiPorts = createApiPorts({ ...deps, access, mfaWatch });
  return {
    version,
    describeApi: () => (api ??= createOpenApi(version)),
    application,
    cloud,
    publicUrl,
    dashboard: config.dashboard,
    invitationLifetimeMs: config.invitation.lifetimeMs,
    adminConsent: config.adminConsent,
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
      adminConsent: config.adminConsent,
      flows: store.flows,
      clock,
      random,
    },
    readCallback,
    identifyCustomer: { ...readCallback, redirectUri: redirectUris.customerSignIn, tokenEndpoint },
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
    tokenEndpointWith: (credential) => createEndpointWith(deps, credential),
    credentials: deps.credentials,
    credentialProblems: deps.credentialProblems,
    refreshTokens: config.refreshTokens,
    ...createDirectGrants({ ...deps, signingKeys, tokenEndpoint }),
    recoveryKey: config.recoveryKey,
    settings: config.settings,
    tokens,
    vault: deps.vault,
    vaultMove: createVaultMove({ ...deps, grants: store.grants, replicas: store.replicas, tokens }),
    countOutOfReach: createSteadyProbe(() => countOutOfReach(store.survey, deps.vault.configured), clock),
    fetch,
    inForceEverywhere: createInForceEverywhere(deps),
    fetchStream: deps.fetchStream,
    callGates: createCallGates(clock),
    mfaWatch,
    apiPorts,
    apis: createOwnApis(apiPorts, { access, application, cloud, tokens }),
    log: deps.log,
    words: en,
    clock,
    random,
    timer: deps.timer,
    probeAudit: createSteadyProbe(() => probeAudit(deps), clock),
    probeStore: createSteadyProbe(() => probeStore(deps), clock),
    probeVault: createSteadyProbe(() => deps.vault.probe(), clock),
    probeVaultInto: createSteadyProbe(() => deps.vault.probeInto(), clock),
    health,
    isStopping: deps.isStopping,
  };
}

/** The redirect URIs that must be registered for the application, platform Web. */
export function redirectUrisOf(publicUrl: string): RedirectUris {
  return {
    connect: `${publicUrl}/consent/callback`,
    approve: `${publicUrl}/consent/approved`,
    customer: `${publicUrl}/consent/customer`,
    customerSignIn: `${publicUrl}/consent/customer/sign-in`,
  };
}
