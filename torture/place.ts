import { join } from 'node:path';
import {
  type Clock,
  declareCloud,
  type OutgoingRequest,
  type OutgoingStream,
  readApplicationId,
  readTenantId,
  Secret,
} from '@consentry/core';
import { createNodeFetch, systemRandom, systemTimer } from '@consentry/core/node';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '@consentry/sandbox';
import { type App, createApp } from '../packages/server/src/app.ts';
import { type BrokerConfig, createLog, type Log } from '../packages/server/src/index.ts';
import { createObserver } from '../packages/server/src/observe/observer.ts';
import { type OpenVault, openVault } from '../packages/server/src/open-vault.ts';
import { createOwnCredentials } from '../packages/server/src/own-credentials.ts';
import { openStore, type Store } from '../packages/server/src/stores/open-store.ts';
import { type Reach, watchFetch, watchStore, watchVault } from './steps.ts';

/** Where a broker has its things, in words that go from one process to another. */
export interface Place {
  /** Holds everything; each replica has a data folder of its own in it. */
  readonly folder: string;
  readonly replica: string;
  readonly origins: {
    readonly login: string;
    readonly partnerCenter: string;
    readonly graph: string;
    readonly vault: string;
  };
  /** The port where the cloud answers, whatever the URL. */
  readonly cloudPort: number;
  readonly vault: 'database' | 'key-vault';
  readonly refreshTokens: 'reusable' | 'single-use';
  readonly postgres?: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
}

export const publicUrl = 'http://localhost:44395';
export const operatorUrl = 'http://127.0.0.1:44396';

/** A broker without sockets. */
export interface PlacedBroker {
  readonly app: App;
  readonly store: Store;
  readonly vault: OpenVault;
  close(): Promise<void>;
}

export interface PlaceOptions {
  readonly clock: Clock;
  /** Told of each step of a redemption. */
  readonly reach?: Reach;
  /** Above what level lines are written; those of a broker that is meant to be killed help nobody. */
  readonly log?: Log;
}

/** Puts a broker together from its parts, as `open-broker.ts` does, with somebody who watches between them. */
export async function openPlace(place: Place, options: PlaceOptions): Promise<PlacedBroker> {
  const { clock, reach = () => undefined, log = createLog('silent') } = options;
  const config = configOf(place);
  const sockets = createNodeFetch({ allowLocal: true });
  const toCloud = <Request extends OutgoingRequest | OutgoingStream>(request: Request): Request => ({
    ...request,
    url: `http://127.0.0.1:${place.cloudPort}/`,
    headers: { ...request.headers, 'x-url': request.url },
  });
  const ports = {
    clock,
    random: systemRandom,
    timer: systemTimer,
    log,
    fetch: watchFetch((request) => sockets(toCloud(request)), reach),
    fetchStream: (request: OutgoingStream) => sockets.stream(toCloud(request)),
  };
  const observer = createObserver(ports);
  const nothing = (): void => undefined;
  const opened = await openStore({
    dataDir: config.dataDir,
    database: config.database,
    masterKeyFile: config.masterKeyFile,
    stamp: {
      cloud: `${config.cloud.name} ${config.cloud.loginBaseUrl}`,
      application: config.application.id,
      vault: config.keyVault?.url,
    },
    ...ports,
  });
  const news = { refused: nothing, chosen: nothing, replaced: nothing, unusable: nothing, look: nothing };
  const own = await createOwnCredentials(config.application, {
    ...ports,
    providerClock: clock,
    audit: opened.audit,
    news,
  });
  const credentials = own.choice;
  const store = watchStore(opened, reach);
  const vault = watchVault(
    await openVault(config, { store, credentials, ...ports, observer }),
    place.refreshTokens,
    reach,
  );
  const app = createApp({
    config,
    credentials,
    credentialProblems: own.problems,
    store,
    vault,
    ...ports,
    observer,
    alerts: { tell: nothing },
    isStopping: () => false,
  });
  return {
    app,
    store,
    vault,
    async close() {
      await opened.close();
      await sockets.close();
    },
  };
}

function configOf({ folder, replica, origins, postgres, vault, refreshTokens }: Place): BrokerConfig {
  const id = readApplicationId(DEFAULT_APPLICATION.clientId);
  const credential = { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) } as const;
  return {
    cloud: declareCloud({
      name: 'torture-cloud',
      loginBaseUrl: origins.login,
      issuers: { v1: `${origins.login}/sts/{tenantid}/` },
      resources: {
        'partner-center': { baseUrl: origins.partnerCenter },
        graph: { baseUrl: origins.graph },
      },
    }),
    allowLocal: true,
    extraCa: undefined,
    application: { id, name: 'Example Integration', kind: 'vendor', credential },
    entra: { endpoints: 'v2', responseType: 'code' },
    issuers: [],
    publicUrl,
    // Nobody listens; the URLs stand for the two doors.
    publicListener: { host: 'localhost', port: 44395 },
    apiListener: { host: '127.0.0.1', port: 44396 },
    dataDir: join(folder, replica),
    masterKeyFile: join(folder, `${replica}.key`),
    database: postgres && {
      ...postgres,
      password: Secret.of(postgres.password),
      tls: undefined,
    },
    keyVault:
      vault === 'database'
        ? undefined
        : {
            url: origins.vault,
            tenant: readTenantId(DEFAULT_TENANTS.vendor),
            identity: { kind: 'application', id, credential },
          },
    refreshTokens,
    log: { level: 'silent' },
    invitation: { lifetimeMs: 60 * 60 * 1000 },
    consent: { prompt: 'select_account', amrValues: 'mfa' },
  };
}
