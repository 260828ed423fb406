import {
  type Clock,
  type Cloud,
  type Fetch,
  type FetchStream,
  loginOrigin,
  type Memory,
  type Random,
  type Timer,
} from '@consentry/core';
import { type Alerts, createAlerts } from './alerts/alerts.ts';
import { type CredentialNews, tellOfCredentials } from './alerts/tell-of-credentials.ts';
import { tellOfRecords } from './alerts/tell-of-records.ts';
import { type App, createApp } from './app.ts';
import type { BrokerConfig } from './config.ts';
import type { Log } from './log.ts';
import { createObserver, type Observer } from './observe/observer.ts';
import { watchAudit } from './observe/watch-audit.ts';
import { type OpenVault, openVault } from './open-vault.ts';
import { createOwnCredentials, type OwnCredentials } from './own-credentials.ts';
import { reportCutOff } from './stores/audit/report-cut-off.ts';
import { openStore } from './stores/open-store.ts';
import type { Store } from './stores/store.ts';
import { version } from './version.ts';

export interface BrokerPorts {
  readonly fetch: Fetch;
  readonly fetchStream: FetchStream;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly memory: Memory;
  readonly log: Log;
}

export interface OpenBrokerOptions {
  /** Refuses a data folder or database without a store, instead of making one. */
  readonly mustExist?: boolean;
  /** How many requests each listener lets in at once; no limit unless told. */
  readonly maxInFlight?: number;
}

/** A broker without sockets: the command uses it in its own process, `main.ts` puts it behind listeners. */
export interface OpenBroker {
  readonly app: App;
  readonly store: Store;
  readonly vault: OpenVault;
  readonly observer: Observer;
  readonly alerts: Pick<Alerts, 'host' | 'deliver'>;
  readonly credentialNews: Pick<CredentialNews, 'look'>;
  readonly credentials: Pick<OwnCredentials, 'look'>;
  /** From now on the broker is not ready; what is under way goes on. */
  stop(): void;
  /** Records the end and gives the data folder free. Alerts that wait have two seconds meanwhile. */
  close(): Promise<void>;
}

/**
 * Opens the store and puts the application behind it.
 *
 * @throws ConsentryError `usage` (`mustExist`, and there is no store), `store_locked`, `store_corrupt`, `store_newer`, `store_other_cloud`, `key_mismatch`,
 *   `invalid_configuration` (the credential, the database, the vault), `audit_unavailable`, `store_unavailable`
 */
export async function openBroker(
  config: BrokerConfig,
  ports: BrokerPorts,
  options: OpenBrokerOptions = {},
): Promise<OpenBroker> {
  const { clock, random } = ports;
  const observer = createObserver(ports);
  const watched = watchNetwork(config.cloud, ports, observer);
  const { publicUrl: broker } = config;
  const alerts = createAlerts(config.alerts, { ...ports, broker, metrics: observer.metrics });
  const credentialNews = tellOfCredentials({ ...ports, tell: alerts.tell });
  const store = await openStore({
    dataDir: config.dataDir,
    database: config.database,
    masterKeyFile: config.masterKeyFile,
    stamp: {
      cloud: stampOf(config.cloud),
      application: config.application.id,
      vault: config.keyVault?.url,
    },
    mustExist: options.mustExist ?? false,
    clock,
    random,
    timer: ports.timer,
    log: ports.log,
    watch: observer.store,
    watchAudit: (audit) =>
      tellOfRecords(watchAudit(audit, observer.watch, observer.metrics, observer.traffic), alerts.tell),
  });
  let stopping = false;
  try {
    const own = await createOwnCredentials(config.application, {
      ...ports,
      providerClock: providerClock(clock, observer),
      audit: store.audit,
      news: credentialNews,
    });
    const credentials = own.choice;
    const vault = await openVault(config, { store, credentials, ...watched, observer });
    await reportCutAudit(store, ports);
    await store.audit.write({ type: 'broker.started', at: clock.now(), actor: 'broker', version });
    if (store.hasNewOperatorKey) {
      await store.audit.write({ type: 'operator_key.created', at: clock.now(), actor: 'broker' });
    }
    if (store.operatorKeyMadeIn !== undefined) {
      ports.log.info({ madeIn: store.operatorKeyMadeIn }, 'the operator key is not on this replica');
    }
    const { maxInFlight } = options;
    const isStopping = (): boolean => stopping;
    const app = createApp({
      config,
      credentials,
      credentialProblems: own.problems,
      store,
      vault,
      ...watched,
      observer,
      alerts,
      isStopping,
      maxInFlight,
    });
    await app.access.confirm();
    return {
      app,
      store,
      vault,
      observer,
      alerts,
      credentialNews,
      credentials: own,
      stop() {
        stopping = true;
      },
      async close() {
        stopping = true;
        await Promise.all([app.vaultMove.settled(), app.sweeps.close(), app.posture.close()]);
        try {
          await store.audit.write({ type: 'broker.stopped', at: clock.now(), actor: 'broker' });
        } finally {
          await Promise.all([alerts.close(), store.close()]);
        }
      },
    };
  } catch (error) {
    await Promise.all([alerts.close(), store.close()]);
    throw error;
  }
}

/** What we sign for the identity provider is dated by its clock, as far as that is known: it judges it by nothing else. */
function providerClock(clock: Clock, { clockDifference }: Observer): Clock {
  return { now: () => clock.now() + (clockDifference.find() ?? 0) };
}

/** Our requests carry an id that Microsoft keeps, and its answers tell how far its clock is from ours. */
function watchNetwork(cloud: Cloud, ports: BrokerPorts, { correlation, clockDifference }: Observer) {
  const login = loginOrigin(cloud);
  const graph = cloud.resources.graph;
  const origins = [login, ...(graph === undefined ? [] : [new URL(graph.baseUrl).origin])];
  return {
    ...ports,
    fetch: clockDifference.measuring(correlation.naming(ports.fetch, origins), login),
    fetchStream: correlation.naming(ports.fetchStream, origins),
  } satisfies BrokerPorts;
}

/**
 * Says at each start that an end of the audit was cut off, or the store set back, as long as the head stands that shows it.
 * The broker goes on: what it hands out is recorded in a new chain.
 */
async function reportCutAudit({ audit }: Store, ports: BrokerPorts): Promise<void> {
  for (const head of await audit.findLostHeads()) await reportCutOff(audit, ports, head);
}

/** Two clouds that somebody declared may have one name; where people sign in tells them apart. */
function stampOf(cloud: Cloud): string {
  return cloud.builtIn ? cloud.name : `${cloud.name} ${cloud.loginBaseUrl}`;
}
