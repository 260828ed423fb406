import { Server } from 'node:http';
import { Server as HttpsServer, createServer as createHttpsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import { isIPv4 } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

/** A service that is bound to a port. */
export interface BoundServer {
  /** `http://host:port`, or https */
  origin: string;
  close(): Promise<void>;
}

/** Where a service is bound. */
export interface Binding {
  /** A loopback address. */
  host: string;
  /** 0 for a free one. */
  port: number;
  /** The name in the origin, where it is not the address. */
  name?: string | undefined;
  /** What https needs; absent for http. */
  tls?: ServerOptions | undefined;
}

/**
 * Binds a service to a loopback port.
 *
 * @throws TypeError when the host is not loopback: the sandbox's passwords are public
 */
export async function bindService(
  service: (request: Request) => Promise<Response>,
  { host, port, name, tls }: Binding,
): Promise<BoundServer> {
  if (name !== undefined && !isLocalName(name)) throw new TypeError(`${name} is no name below localhost`);
  if (!isLoopback(host)) throw new TypeError(`the sandbox listens on loopback only, not on ${host}`);
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    ...(tls === undefined ? {} : { createServer: createHttpsServer, serverOptions: tls }),
    fetch: async (request, { outgoing }) => {
      const response = await service(request);
      // The adaptor leaves out the reason phrase, in which Partner Center once said that MFA was missing.
      if (response.statusText !== '') outgoing.statusMessage = response.statusText;
      return response;
    },
  });
  if (!(server instanceof Server || server instanceof HttpsServer))
    throw new TypeError('the server is not of HTTP/1.1');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  const scheme = tls === undefined ? 'http' : 'https';
  const shown = name ?? (host.includes(':') ? `[${host}]` : host);
  return { origin: `${scheme}://${shown}:${address.port}`, close: () => closeServer(server) };
}

function closeServer(server: Server | HttpsServer): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

function isLocalName(name: string): boolean {
  return name === 'localhost' || /^([a-z0-9-]+\.)+localhost$/.test(name);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
