import {
  type Clock,
  type ClientAuthentication,
  connectScopes,
  ConsentryError,
  createIdTokenReader,
  createMfaProbe,
  createSigningKeys,
  createSteadyTokenEndpoint,
  createTokenEndpoint,
  createTokens,
  type Fetch,
  type FetchStream,
  type GrantEvents,
  loginOrigin,
  type Random,
  type Timer,
  type TokenEndpoint,
  type TokenEndpointRest,
  type Tokens,
} from '@consentry/core';
import { createOpenApi, type JsonObject } from '@consentry/core/contract';
import { type Authenticator, createAuthenticator } from './access/authenticate.ts';
import { createKnownAccess, type KnownAccess } from './access/known-access.ts';
import { createRateLimiter } from './access/rate-limiter.ts';
import type { BrokerConfig } from './config.ts';
import { createCallGates } from './forward/call-gates.ts';
import { createMfaWatch } from './forward/mfa-watch.ts';
import { createListener, type HttpHandler } from './http/create-listener.ts';
import { createManagedIdentityListener } from './http/managed-identity.ts';
import type { Log } from './log.ts';
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
  readonly fetchStream: FetchStream;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly log: Log;
  readonly isStopping: () => boolean;
  /** How many requests each listener lets in at once; no limit where nobody listens. */
  readonly maxInFlight?: number | undefined;
}

/** The broker as functions: one for each listener. */
export interface App {
  /** What the broker does of its own accord: see `main.ts`. */
  readonly tokens: Pick<Tokens, 'holdLeases' | 'keepAlive' | 'settled' | 'storeFailedSuccessors'>;
  readonly access: Pick<KnownAccess, 'confirm'>;
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
  const { callers, grants, news, operatorKeyHash } = store;
  const access = createKnownAccess({ callers, grants, news, timer });
  const authenticator = createAuthenticator({ access, operatorKeyHash, clock });
  const routes = createRouteDeps(deps, access, authenticator);
  const listener = {
    handlers: bindHandlers(routes),
    authenticator,
    rateLimiter: createRateLimiter(timer),
    audit: store.audit,
    clock,
    log,
    maxInFlight: deps.maxInFlight ?? Number.POSITIVE_INFINITY,
    createRequestId: () => `req_${Buffer.from(random.bytes(12)).toString('base64url')}`,
    loginOrigin: loginOrigin(deps.config.cloud),
    refusalPage: (error: Parameters<typeof refusedPage>[1], requestId: string) => ({
      status: error.entry.status,
      html: refusedPage(en, error, requestId),
    }),
  };
  const { tokens } = routes;
  return {
    tokens,
    access,
    public: createListener('public', listener),
    api: createListener('api', listener),
    managedIdentity: createManagedIdentityListener(listener),
  };
}

function createRouteDeps(deps: AppDeps, access: KnownAccess, { getPolicy }: Authenticator): RouteDeps {
  const { config, store, fetch, clock, random } = deps;
  const { cloud, application, entra: dialect, publicUrl } = config;
  const redirectUris = redirectUrisOf(publicUrl);
  const tokenEndpoint = steadyTokenEndpoint(deps);
  const idTokens = createIdTokenReader({
    cloud,
    clientId: application.id,
    keys: createSigningKeys({ cloud, fetch, clock, dialect }),
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
    tokens: createTokens({
      grants: store.grants,
      vault: deps.vault.vault,
      tokenEndpoint,
      refreshTokens: config.refreshTokens,
      replicas: store.replicas,
      provingScopes: connectScopes(cloud),
      events: grantEvents(deps),
      clock,
      random,
      cacheLimit,
    }),
    fetchStream: deps.fetchStream,
    callGates: createCallGates(clock),
    mfaWatch: createMfaWatch({ audit: store.audit, clock, log: deps.log }),
    log: deps.log,
    words: en,
    clock,
    random,
    probeAudit: createSteadyProbe(() => probeAudit(deps), clock),
    probeVault: createSteadyProbe(() => deps.vault.probe(), clock),
    isStopping: deps.isStopping,
  };
}

function steadyTokenEndpoint(deps: AppDeps): TokenEndpoint {
  const { cloud, application, entra: dialect, refreshTokens } = deps.config;
  const { authentication, fetch, clock, timer, random, log } = deps;
  const clientId = application.id;
  const rests = ({ tenant, code, forMs }: TokenEndpointRest): void => {
    if (tenant === undefined) log.error({ code, forMs }, 'the credential of the application was refused');
    else log.warn({ tenant, code, forMs }, 'the token endpoint of a tenant is left alone for a while');
  };
  const endpoint = createTokenEndpoint({ cloud, clientId, authentication, fetch, clock, dialect });
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

function grantEvents({ store, clock, log }: AppDeps): GrantEvents {
  return recordGrantEvents({ audit: store.audit, clock, log });
}
