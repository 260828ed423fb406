import { Server } from 'node:http';
import { isIPv4 } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

/** A service that is bound to a port. */
export interface BoundServer {
  /** `http://host:port` */
  origin: string;
  close(): Promise<void>;
}

/**
 * Binds a service to a loopback port.
 *
 * @param port 0 for a free one
 * @throws TypeError when the host is not loopback: the sandbox's passwords are public
 */
export async function bindService(
  service: (request: Request) => Promise<Response>,
  host: string,
  port: number,
): Promise<BoundServer> {
  if (!isLoopback(host)) throw new TypeError(`the sandbox listens on loopback only, not on ${host}`);
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request, { outgoing }) => {
      const response = await service(request);
      // The adaptor leaves out the reason phrase, in which Partner Center once said that MFA was missing.
      if (response.statusText !== '') outgoing.statusMessage = response.statusText;
      return response;
    },
  });
  if (!(server instanceof Server)) throw new TypeError('the server is not of HTTP/1.1');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  const name = host.includes(':') ? `[${host}]` : host;
  return { origin: `http://${name}:${address.port}`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
