import { setTimeout as pause } from 'node:timers/promises';
import { createGuid } from '@consentry/core';
import { systemClock, systemRandom } from '@consentry/core/node';
import { collectDefaultMetrics } from 'prom-client';
import { type BrokerConfig, defaultPosture, defaultSweeps } from './config.ts';
import { type Served, serve } from './http/serve.ts';
import { createJob, type Job } from './jobs/job.ts';
import { purgeAgain } from './jobs/purge-again.ts';
import { removeExpiredFlows } from './jobs/remove-expired-flows.ts';
import { resealUnderNewest } from './jobs/reseal-under-newest.ts';
import { createLog, describeCrash, type Log } from './log.ts';
import { tickMs } from './observe/loop-watch.ts';
import { createMetricsHandler } from './observe/metrics-handler.ts';
import { type OpenBroker, openBroker } from './open-broker.ts';
import { openPorts } from './open-ports.ts';
import { checkVault } from './open-vault.ts';

/** How long what is under way may take once the broker was told to stop. */
const drainMs = 25_000;
/** How long a stop waits for what waits to be stored: longer than a write to a vault takes, with its repetition. */
const lastChanceMs = 10_000;
/** Enough to wait for the identity provider side by side, few enough that the last of them is served in time. */
const maxInFlight = 1000;
const confirmEveryMs = 1000;
/** A redemption ends within its own deadline; what comes of it is worth waiting for. */
const crashDrainMs = 12_000;
const tidyEveryMs = 60 * 60 * 1000;
const storeEveryMs = 5 * 1000;
const exerciseEveryMs = 60 * 1000;
const resealEveryMs = 60 * 1000;
const reportEveryMs = 10 * 1000;
const alertEveryMs = 1000;
const consentsEveryMs = 5 * 1000;
const credentialsEveryMs = 5 * 1000;
const keysEveryMs = 60 * 1000;
const sweepsEveryMs = 1000;
/** A grant is exercised about once in eighteen hours: at this pace 10,000 take less than three of them. */
const exercisesAtOnce = 60;

/** A broker that listens. */
export interface RunningBroker {
  readonly publicUrl: string;
  /** Where the API answers. */
  readonly apiUrl: string;
  /** What SDKs take as `IDENTITY_ENDPOINT`. Undefined: the managed-identity protocol is off. */
  readonly identityEndpoint: string | undefined;
  /** Where the metrics are read. Undefined where they are not. */
  readonly metricsUrl: string | undefined;
  readonly operatorKeyFile: string;
  /** Stops taking requests, lets those under way finish, and closes the store. Safe to call twice. */
  close(): Promise<void>;
  /** Lets a close that is under way wait for no request any more. What was redeemed is stored all the same. */
  hurry(): void;
  /**
   * For an error that nobody caught: what the process holds may be broken. Says so in the log, without the error's words, takes no
   * more requests, stores what was redeemed, and closes. It never rejects; the process is to end after it.
   */
  crash(error: unknown): Promise<void>;
}

/**
 * Starts a broker: opens the store, then listens. When a listener cannot be had, nothing is left open.
 *
 * @throws ConsentryError as {@link openBroker}, `vault_denied`, and `invalid_configuration` for an address that cannot be had
 */
export async function startBroker(
  config: BrokerConfig,
  options: { readonly log?: Log } = {},
): Promise<RunningBroker> {
  const log = options.log ?? createLog(config.log.level);
  await using opened = new AsyncDisposableStack();
  const ports = openPorts(config, log);
  opened.defer(() => ports.close());
  const broker = await openBroker(config, ports, { maxInFlight });
  opened.defer(() => broker.close());
  await checkVault(broker.vault, log);
  const pages = await serve('publicListener', config.publicListener, broker.app.public, log);
  opened.defer(() => pages.close(0));
  const api = await serve('apiListener', config.apiListener, broker.app.api, log);
  opened.defer(() => api.close(0));
  const identity = await serveManagedIdentity(config, broker, log);
  opened.defer(() => identity?.close(0));
  const metrics = await serveMetrics(config, broker, log);
  opened.defer(() => metrics?.close(0));
  const listeners = [pages, api, ...(identity === undefined ? [] : [identity])];
  const jobs = startJobs(broker, config, log);
  opened.defer(() => jobs.stop());
  const { host: alertsGoTo } = broker.alerts;
  const metricsUrl = metrics === undefined ? undefined : `${metrics.url}/metrics`;
  log.info(
    { publicUrl: config.publicUrl, apiUrl: api.url, metricsUrl, alertsGoTo, cloud: config.cloud.name },
    'ready',
  );

  const running = opened.move();
  let closing: Promise<void> | undefined;
  const close = (withinMs: number): Promise<void> => {
    closing ??= drain(broker, listeners, jobs, withinMs)
      .then(() => running.disposeAsync())
      .then(() => log.info({}, 'stopped'));
    return closing;
  };
  return {
    publicUrl: config.publicUrl,
    apiUrl: api.url,
    identityEndpoint: identity && `${identity.url}/msi/token`,
    metricsUrl,
    operatorKeyFile: broker.store.operatorKeyFile,
    close: () => close(drainMs),
    async crash(error) {
      log.error({ crash: describeCrash(error) }, 'an error that nobody caught: the broker stops');
      try {
        await close(crashDrainMs);
      } catch (failure) {
        log.error({ crash: describeCrash(failure) }, 'the broker did not stop in order');
      }
    },
    hurry() {
      for (const listener of listeners) listener.cut();
    },
  };
}

async function serveManagedIdentity(
  { managedIdentityListener: address }: BrokerConfig,
  { app }: OpenBroker,
  log: Log,
): Promise<Served | undefined> {
  return address && serve('managedIdentityListener', address, app.managedIdentity, log);
}

/** The metrics have a listener of their own: who may read them is not who may ask for tokens. */
async function serveMetrics(
  { metricsListener }: BrokerConfig,
  { observer }: OpenBroker,
  log: Log,
): Promise<Served | undefined> {
  if (metricsListener === undefined) return undefined;
  const { metrics } = observer;
  collectDefaultMetrics({ register: metrics.registry });
  const handler = createMetricsHandler(metrics, () => createGuid(systemRandom));
  return serve('metricsListener', metricsListener, handler, log);
}

/** The jobs of a broker that listens. */
interface Jobs {
  /** Starts no more of them, lets those that run end after what they are at, and resolves when nothing runs any more. */
  stop(): Promise<void>;
}

function startJobs(
  broker: OpenBroker,
  { sweeps: { keepForMs: keepSweepsForMs } = defaultSweeps, posture = defaultPosture }: BrokerConfig,
  log: Log,
): Jobs {
  const { store, vault, app, observer, alerts, credentialNews, credentials } = broker;
  const now = (): number => systemClock.now();
  let stopping = false;
  const isStopping = (): boolean => stopping;
  const tidy = createJob(
    [
      () => removeExpiredFlows(store.flows, systemClock),
      () => vault.tidy(isStopping),
      () => purgeAgain({ grants: store.grants, vault: vault.vault, clock: systemClock }, isStopping),
      async () => store.replicas?.removeExpired(now()),
      () => store.sweeps.removeOld(now() - keepSweepsForMs),
      () => store.postureReports.removeOld(now() - posture.keepForMs),
    ],
    log,
    'the store could not be tidied',
  );
  const news = createJob(
    [() => app.access.confirm()],
    log,
    'it could not be confirmed that callers and grants are as they are known here',
  );
  const successors = createJob(
    [() => app.tokens.storeFailedSuccessors()],
    log,
    'successors that wait could not be stored',
  );
  // Beside them: a vault that hangs holds those up for longer than a lease lasts.
  const leases = createJob([() => app.tokens.holdLeases()], log, 'leases could not be extended');
  const keepAlive = createJob(
    [() => app.tokens.keepAlive(exercisesAtOnce, isStopping)],
    log,
    'refresh tokens could not be kept alive',
  );
  const reseal = createJob(
    [() => resealUnderNewest(store, systemClock, log, isStopping)],
    log,
    'what is sealed under an older master key could not be sealed anew',
  );
  const keys = createJob(
    [() => app.signingKeys.refresh()],
    log,
    'the identity provider’s signing keys could not be had; nobody can consent while there are none',
  );
  const sweeps = createJob([() => app.sweeps.look()], log, 'sweeps could not be looked after');
  const expiry = createJob(
    [() => app.expiryWatch.look(isStopping)],
    log,
    'nobody could look for what ends soon',
  );
  const trouble = createJob(
    [() => app.troubleWatch.look(), async () => credentialNews.look()],
    log,
    'nobody could look for trouble',
  );
  const ownCredentials = createJob(
    [() => credentials.look()],
    log,
    'the files of our credentials could not be looked at',
  );
  const consents = createJob(
    [() => app.lookAgain(isStopping)],
    log,
    'consents of customers could not be looked at again',
  );
  expiry.run();
  // From now on the process may be late.
  observer.loop.tick();
  tidy.run();
  reseal.run();
  keys.run();
  const ends = [
    every(news, confirmEveryMs),
    every(tidy, tidyEveryMs),
    every(successors, storeEveryMs),
    every(leases, storeEveryMs),
    every(keepAlive, exerciseEveryMs),
    every(reseal, resealEveryMs),
    every(keys, keysEveryMs),
    every(expiry, tidyEveryMs),
    every(consents, consentsEveryMs),
    every(ownCredentials, credentialsEveryMs),
    every(sweeps, sweepsEveryMs),
    every({ run: () => observer.loop.tick() }, tickMs),
    every({ run: () => app.memoryWatch.tick() }, tickMs),
    every({ run: () => app.health.report() }, reportEveryMs),
    // Where nobody is told, nobody needs to look.
    ...(alerts.host === undefined
      ? []
      : [every(trouble, reportEveryMs), every({ run: () => void alerts.deliver() }, alertEveryMs)]),
  ];
  return {
    async stop() {
      stopping = true;
      for (const end of ends) end();
      await Promise.all(
        [
          news,
          tidy,
          successors,
          leases,
          keepAlive,
          reseal,
          keys,
          expiry,
          consents,
          ownCredentials,
          trouble,
          sweeps,
        ].map((job) => job.settled()),
      );
    },
  };
}

/** @returns what ends it */
function every(job: Pick<Job, 'run'>, ms: number): () => void {
  const rhythm = setInterval(() => job.run(), ms).unref();
  return () => clearInterval(rhythm);
}

/** Not ready from now on; what is under way is finished, within the drain time. */
async function drain(
  broker: OpenBroker,
  listeners: readonly Served[],
  jobs: Jobs,
  withinMs: number,
): Promise<void> {
  broker.stop();
  await Promise.all([
    broker.app.sweeps.close(),
    broker.app.posture.close(),
    ...listeners.map((listener) => listener.close(withinMs)),
    jobs.stop(),
  ]);
  // A request may have been cut off; its redemption goes on, and nobody else may lose what comes of it.
  await broker.app.settled();
  // What could not be stored has one more chance before the process forgets it. A vault that hangs does not hold it up.
  const isOver = pause(lastChanceMs, undefined, { ref: false });
  await Promise.race([broker.app.tokens.storeFailedSuccessors(), isOver]);
}
