import { createNodeFetch, systemClock, systemRandom } from '@consentry/core/node';
import type { BrokerConfig } from './config.ts';
import { type Served, serve } from './http/serve.ts';
import { type Cleaning, createCleaning } from './jobs/cleaning.ts';
import { removeExpiredFlows } from './jobs/remove-expired-flows.ts';
import { removeOrphanSecrets } from './jobs/remove-orphan-secrets.ts';
import { createLog, type Log } from './log.ts';
import { openBroker, type OpenBroker } from './open-broker.ts';

/** How long what is under way may take once the broker was told to stop. */
const drainMs = 25_000;
const cleaningEveryMs = 60 * 60 * 1000;

/** A broker that listens. */
export interface RunningBroker {
  readonly publicUrl: string;
  /** Where the API answers. */
  readonly apiUrl: string;
  readonly operatorKeyFile: string;
  /** Stops taking requests, lets those under way finish, and closes the store. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a broker: opens the store, then listens. When a listener cannot be had, nothing is left open.
 *
 * @throws ConsentryError as {@link openBroker}, and `invalid_configuration` for an address that cannot be had
 */
export async function startBroker(
  config: BrokerConfig,
  options: { readonly log?: Log } = {},
): Promise<RunningBroker> {
  const log = options.log ?? createLog(config.log.level);
  const { allowLocal, extraCa: ca } = config;
  await using opened = new AsyncDisposableStack();
  const fetch = createNodeFetch({ allowLocal, ...(ca === undefined ? {} : { ca }) });
  opened.defer(() => fetch.close());
  const broker = await openBroker(config, { fetch, clock: systemClock, random: systemRandom, log });
  opened.defer(() => broker.close());
  const pages = await serve('publicListener', config.publicListener, broker.app.public, log);
  opened.defer(() => pages.close(0));
  const api = await serve('apiListener', config.apiListener, broker.app.api, log);
  opened.defer(() => api.close(0));
  const cleaning = createCleaning(
    [
      () => removeExpiredFlows(broker.store.flows, systemClock),
      () => removeOrphanSecrets(broker.store.vault, systemClock),
    ],
    log,
  );
  cleaning.run();
  const rhythm = setInterval(() => cleaning.run(), cleaningEveryMs).unref();
  log.info({ publicUrl: config.publicUrl, apiUrl: api.url, cloud: config.cloud.name }, 'ready');

  const running = opened.move();
  let closing: Promise<void> | undefined;
  return {
    publicUrl: config.publicUrl,
    apiUrl: api.url,
    operatorKeyFile: broker.store.operatorKeyFile,
    close() {
      clearInterval(rhythm);
      closing ??= drain(broker, [pages, api], cleaning)
        .then(() => running.disposeAsync())
        .then(() => log.info({}, 'stopped'));
      return closing;
    },
  };
}

/** Not ready from now on; what is under way is finished, within the drain time. */
async function drain(broker: OpenBroker, listeners: readonly Served[], cleaning: Cleaning): Promise<void> {
  broker.stop();
  await Promise.all([...listeners.map((listener) => listener.close(drainMs)), cleaning.settled()]);
}
