import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConsentryError } from '@consentry/core';
import type { ListenAddress } from '../config.ts';
import type { Log } from '../log.ts';
import type { HttpHandler } from './incoming.ts';
import { createSocketDoor } from './socket-door.ts';

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

/** How long somebody may take, and how much they may send, before there is a request at all. */
export interface SocketLimits {
  /** For a whole request, with its body. Milliseconds, like those below. */
  readonly requestMs: number;
  readonly headersMs: number;
  /** How often it is looked who is late. */
  readonly checkMs: number;
  readonly headerBytes: number;
  readonly connections: number;
}

export const standardLimits: SocketLimits = {
  requestMs: 30_000,
  headersMs: 10_000,
  checkMs: 2000,
  headerBytes: 16 * 1024,
  connections: 10_000,
};

/**
 * Puts a handler behind a socket. What is no HTTP, too late or too large is refused before the handler hears of it; what
 * is beyond the connections that may be is closed.
 * @param name the setting that the address comes from
 * @throws ConsentryError `invalid_configuration` for an address that cannot be had
 */
export async function serve(
  name: string,
  address: ListenAddress,
  handler: HttpHandler,
  log: Pick<Log, 'error'>,
  limits: SocketLimits = standardLimits,
): Promise<Served> {
  const server: Server = createServer(
    {
      requestTimeout: limits.requestMs,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: limits.headerBytes,
      // A header that stands twice is one value, and so no credential or type is picked from several.
      joinDuplicateHeaders: true,
    },
    createSocketDoor(handler, {
      isClosing: () => !server.listening,
      onError: (err) => log.error({ err, listener: name }, 'an answer could not be sent'),
    }),
  );
  server.maxConnections = limits.connections;
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
