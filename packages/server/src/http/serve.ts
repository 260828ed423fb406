import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConsentryError } from '@consentry/core';
import { getRequestListener } from '@hono/node-server';
import type { ListenAddress } from '../config.ts';
import type { Log } from '../log.ts';
import type { HttpHandler } from './create-listener.ts';

/** A listener with a socket. */
export interface Served {
  /** Where it answers. */
  readonly url: string;
  /**
   * Takes no more connections, ends the idle ones at once and waits for those at work.
   * @param drainMs after this long it waits no more
   */
  close(drainMs: number): Promise<void>;
  /** Cuts every connection, so that a close that is under way ends. */
  cut(): void;
}

/**
 * Puts a handler behind a socket.
 * @param name the setting that the address comes from
 * @throws ConsentryError `invalid_configuration` for an address that cannot be had
 */
export async function serve(
  name: string,
  address: ListenAddress,
  handler: HttpHandler,
  log: Pick<Log, 'error'>,
): Promise<Served> {
  const answer = getRequestListener(
    (request, { incoming }) => {
      const peer = 'socket' in incoming ? incoming.socket?.remoteAddress : undefined;
      return handler(request, peer === undefined ? {} : { address: peer });
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer(
    {
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      void answer(request, response);
    },
  );
  await bind(server, name, address);
  // Such as a connection that could not be accepted for want of file handles: the next one may be.
  server.on('error', (err) => log.error({ err, listener: name }, 'a listener had an error'));
  return {
    url: urlOf(server),
    close: (drainMs) => close(server, drainMs),
    cut: () => server.closeAllConnections(),
  };
}

async function bind(server: Server, name: string, { host, port }: ListenAddress): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new ConsentryError('invalid_configuration', {
      message: `${name}: cannot listen on ${host}, port ${port} (${reason}).`,
      remedy:
        reason === 'EADDRINUSE'
          ? `Stop what uses the port, or choose another with ${name}.port.`
          : `Give an address of this machine in ${name}.host, and a port that the broker may use in ${name}.port.`,
      cause,
    });
  }
}

async function close(server: Server, drainMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(late);
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
