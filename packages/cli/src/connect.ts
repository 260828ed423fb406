import { createRemote, type Remote } from '@consentry/core/remote';
import { readKeyFile } from './read-key-file.ts';

/** How a command reaches a broker. */
export interface ConnectOptions {
  readonly url?: string | undefined;
  readonly keyFile?: string | undefined;
  /** A data folder: the broker's work is done in this process, without a socket. */
  readonly data?: string | undefined;
  readonly config?: string | undefined;
}

export interface Connected {
  readonly remote: Remote;
  close(): Promise<void>;
}

/** Where a broker is, unless somebody says so. */
export const defaultUrl = 'http://127.0.0.1:44396';
const defaultKeyFile = './consentry-data/operator.key';

/**
 * Reaches a broker: over the network, or (`--data`) by opening its store in this process. Either way the
 * command speaks its HTTP API; a store that a running broker holds is never opened, and none is made. When it
 * fails, nothing is left open.
 *
 * @param waiting how long a call may take, where it may take longer than most
 * @throws ConsentryError `usage` (the key file, or a folder without a store), `store_locked`, and those of the
 *   configuration
 */
export async function connect(
  options: ConnectOptions,
  waiting: { readonly deadlineMs?: number } = {},
): Promise<Connected> {
  if (options.data !== undefined) return connectInProcess(options, options.data, waiting);
  const key = await readKeyFile(options.keyFile ?? process.env.CONSENTRY_KEY_FILE ?? defaultKeyFile);
  const baseUrl = options.url ?? process.env.CONSENTRY_URL ?? defaultUrl;
  return {
    remote: createRemote({ baseUrl, key, send: (request) => fetch(request), ...waiting }),
    async close() {
      // Nothing is held open.
    },
  };
}

async function connectInProcess(
  options: ConnectOptions,
  dataDir: string,
  waiting: { readonly deadlineMs?: number },
): Promise<Connected> {
  const [{ asFetch, createLog, openBroker, openPorts }, { loadConfig }] = await Promise.all([
    import('@consentry/server'),
    import('./load-config.ts'),
  ]);
  const config = await loadConfig({ file: options.config, dataDir });
  await using opened = new AsyncDisposableStack();
  const ports = openPorts(config, createLog('warn'));
  opened.defer(() => ports.close());
  const broker = await openBroker(config, ports, { mustExist: true });
  opened.defer(() => broker.close());
  const key = await readKeyFile(options.keyFile ?? broker.store.operatorKeyFile);
  const held = opened.move();
  return {
    remote: createRemote({
      baseUrl: 'http://127.0.0.1',
      key,
      send: asFetch(broker.app.api),
      ...waiting,
    }),
    close: () => held.disposeAsync(),
  };
}
