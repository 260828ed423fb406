import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { systemClock, systemRandom, createNodeFetch } from '@consentry/core/node';
import { getRequestListener } from '@hono/node-server';
import type { BrokerConfig, Listener } from './config.ts';
import type { HttpHandler } from './http/create-listener.ts';
import { removeExpiredFlows } from './jobs/remove-expired-flows.ts';
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
 * @throws ConsentryError as {@link openBroker}, and `invalid_configuration` for a port that is taken
 */
export async function startBroker(
  config: BrokerConfig,
  options: { readonly log?: Log } = {},
): Promise<RunningBroker> {
  const log = options.log ?? createLog(config.log.level);
  const fetch = createNodeFetch({
    allowLocal: config.allowLocal,
    ...(config.extraCa === undefined ? {} : { ca: config.extraCa }),
  });
  const broker = await openBroker(config, { fetch, clock: systemClock, random: systemRandom, log });
  const servers: Server[] = [];
  try {
    servers.push(await listen(config.publicListener, broker.app.public));
    servers.push(await listen(config.apiListener, broker.app.api));
  } catch (error) {
    await Promise.all([...servers.map(stopListening), broker.close(), fetch.close()]);
    throw error;
  }
  const cleaning = startCleaning(broker, log);
  let closing: Promise<void> | undefined;
  const apiUrl = urlOf(servers[1]);
  log.info({ publicUrl: config.publicUrl, apiUrl, cloud: config.cloud.name }, 'ready');
  return {
    publicUrl: config.publicUrl,
    apiUrl,
    operatorKeyFile: broker.store.operatorKeyFile,
    close() {
      closing ??= (async () => {
        broker.stop();
        clearInterval(cleaning);
        await Promise.all(servers.map(stopListening));
        await broker.close();
        await fetch.close();
        log.info({}, 'stopped');
      })();
      return closing;
    },
  };
}

async function listen(listener: Listener, handler: HttpHandler): Promise<Server> {
  const answer = getRequestListener(
    (request, { incoming }) => {
      const address = 'socket' in incoming ? incoming.socket?.remoteAddress : undefined;
      return handler(request, address === undefined ? {} : { address });
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16 * 1024 },
    (request, response) => {
      void answer(request, response);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listener.port, listener.host, resolve);
  });
  return server;
}

/** Ends idle connections at once, waits for those at work, and after the drain time waits no longer. */
async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(late);
}

function startCleaning(broker: OpenBroker, log: Log): NodeJS.Timeout {
  const clean = (): void => {
    removeExpiredFlows(broker.store.flows, systemClock).catch((error: unknown) => {
      log.error({ err: error }, 'expired sign-ins could not be removed');
    });
  };
  clean();
  return setInterval(clean, cleaningEveryMs).unref();
}

function urlOf(server: Server | undefined): string {
  const { address, family, port } = server?.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
